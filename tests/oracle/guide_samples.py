"""Runs the code samples of the partners' guide: each is taken out of the guide as it stands there and
has to accept and to refuse what a receiver has to.

    python3 guide_samples.py [GUIDE.md…]        without a name: both languages of connectors/guide

Uses whatever of python3, node, php, go, javac and java is there and says which samples were run. Ends
with 1 when a sample answers wrongly or is missing, or when a guide's samples differ in more than their
comments.
"""

import base64
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LANGUAGES = {
    "python": ["python3"],
    "javascript": ["node"],
    "php": ["php"],
    "go": ["go"],
    "java": ["javac", "java"],
}

KEY1 = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY2 = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = "1614265330"
NOW = int(STAMP)
BODY = b'{"test": 2432232314}'
JAPANESE = (
    '{"type":"notice.published","timestamp":"2026-09-01T00:00:00Z","data":{"title":"防災訓練のお知らせ"}}'
).encode()
V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
V4 = "v1,WUuYXMTykboP8KHpRndkeOERGb4w1KI3M8XyG/KWD7c="
V5 = "v1,lazgKJTlvitJI7rdpdnLmRS/lQesRTKPDJrOIv2YKh4="
V7 = "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="
WRONG = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def hmac_with_empty_key():
    """What a sample that lets an empty secret through would take for right."""
    import hashlib
    import hmac

    content = f"{ID}.{STAMP}.".encode() + BODY
    return "v1," + base64.b64encode(hmac.new(b"", content, hashlib.sha256).digest()).decode()


def case(name, want, secret=KEY1, id=ID, stamp=STAMP, signatures=V1, body=BODY, now=NOW):
    return (name, want, secret, id, stamp, signatures, body, now)


CASES = [
    case("vector 1", True),
    case("vector 1, secret without its prefix", True, secret=KEY1.removeprefix("whsec_")),
    case("vector 4", True, signatures=V4, body=JAPANESE),
    case("vectors 4 and 5, the old secret", True, signatures=f"{V4} {V5}", body=JAPANESE),
    case("vectors 4 and 5, the new secret", True, KEY2, signatures=f"{V4} {V5}", body=JAPANESE),
    case("vector 7, no body", True, signatures=V7, body=b""),
    case("right one behind a wrong one", True, signatures=f"{WRONG} {V1}"),
    case("unknown versions beside it", True, signatures=f"v2,{V1[3:]} v1a,AAAA {V1} v9"),
    case("300 s old", True, now=NOW + 300),
    case("300 s ahead", True, now=NOW - 300),
    case("wrong signature", False, signatures=WRONG),
    case("two wrong ones", False, signatures=f"{WRONG} {V4}"),
    case("another secret", False, secret=KEY2),
    case("version alone", False, signatures="v1,"),
    case("first characters only", False, signatures=V1[:11]),
    case("right one with more behind it", False, signatures=V1 + "A"),
    case("another version", False, signatures="v2," + V1[3:]),
    case("equals sign instead of the comma", False, signatures="v1=" + V1[3:]),
    case("Japanese instead of a signature", False, signatures="v1,防災訓練のお知らせ"),
    case("body changed", False, body=BODY + b"\n"),
    case("id changed", False, id=ID + "x"),
    case("timestamp changed", False, stamp=str(NOW - 1)),
    case("301 s old", False, now=NOW + 301),
    case("301 s ahead", False, now=NOW - 301),
    case("no webhook-id", False, id=None),
    case("no webhook-timestamp", False, stamp=None),
    case("no webhook-signature", False, signatures=None),
    case("timestamp in words", False, stamp="now"),
    case("timestamp with a fraction", False, stamp=STAMP + ".0"),
    case("timestamp with a sign", False, stamp="-" + STAMP),
    case("timestamp with a line end", False, stamp=STAMP + "\n"),
    case("timestamp of a hundred digits", False, stamp="9" * 100),
    case("empty secret", False, secret="whsec_", signatures=hmac_with_empty_key()),
]

PYTHON = """

import sys
for line in open(sys.argv[1], encoding="ascii"):
    read = [None if f == "-" else base64.b64decode(f) for f in line.rstrip("\\n").split("\\t")]
    words = [None if f is None else f.decode() for f in read[:4]]
    print("yes" if verify(*words, read[4], int(read[5])) else "no")
"""

JAVASCRIPT = """
const lines = require("node:fs").readFileSync(process.argv[2], "ascii").trimEnd().split("\\n");
for (const line of lines) {
  const read = line.split("\\t").map((f) => (f === "-" ? undefined : Buffer.from(f, "base64")));
  const words = read.slice(0, 4).map((f) => f?.toString());
  console.log(verify(...words, read[4], Number(read[5].toString())) ? "yes" : "no");
}
"""

PHP = """
foreach (explode("\\n", trim(file_get_contents($argv[1]))) as $line) {
    $read = array_map(fn ($f) => $f === '-' ? null : base64_decode($f), explode("\\t", $line));
    $read[5] = (int) $read[5];
    echo verify(...$read) ? "yes\\n" : "no\\n";
}
"""

GO = """package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"guide/receiver"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\\n") {
		var read [6]string
		for i, field := range strings.Split(line, "\\t") {
			if field != "-" {
				bytes, _ := base64.StdEncoding.DecodeString(field)
				read[i] = string(bytes)
			}
		}
		now, _ := strconv.ParseInt(read[5], 10, 64)
		good := receiver.Verify(read[0], read[1], read[2], read[3], []byte(read[4]), now)
		fmt.Println(map[bool]string{true: "yes", false: "no"}[good])
	}
}
"""

JAVA = """
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

final class Main {
    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] fields = line.split("\\t", -1);
            String[] words = new String[6];
            for (int i = 0; i < 6; i++) {
                if (fields[i].equals("-")) continue;
                words[i] = new String(Base64.getDecoder().decode(fields[i]), StandardCharsets.UTF_8);
            }
            byte[] body = Base64.getDecoder().decode(fields[4]);
            boolean good = Webhook.verify(words[0], words[1], words[2], words[3], body,
                                          Long.parseLong(words[5]));
            System.out.println(good ? "yes" : "no");
        }
    }
}
"""


def samples_of(guide):
    """The fenced blocks of a guide by language; None for a language without one."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", guide.read_text(encoding="utf-8"), re.M | re.S)
    blocks = {}
    for language, text in found:
        if language in LANGUAGES:
            if language in blocks:
                raise SystemExit(f"{guide.name}: two samples in {language}, want one")
            blocks[language] = text
    missing = [language for language in LANGUAGES if language not in blocks]
    if missing:
        raise SystemExit(f"{guide.name}: no sample in {', '.join(missing)}")
    return blocks


def without_comments(text):
    return "\n".join(line for line in text.split("\n") if not re.match(r"\s*(//|#)", line))


def write_cases(path):
    def field(value):
        if value is None:
            return "-"
        return base64.b64encode(value if isinstance(value, bytes) else str(value).encode()).decode()

    lines = ["\t".join(field(value) for value in each[2:]) for each in CASES]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def command_for(language, sample, folder, cases):
    """Writes the sample with what calls it; the commands that build and run it."""
    if language == "python":
        (folder / "sample.py").write_text(sample + PYTHON, encoding="utf-8")
        return [[sys.executable, str(folder / "sample.py"), str(cases)]]
    if language == "javascript":
        (folder / "sample.cjs").write_text(sample + JAVASCRIPT, encoding="utf-8")
        return [["node", str(folder / "sample.cjs"), str(cases)]]
    if language == "php":
        (folder / "sample.php").write_text(sample + PHP, encoding="utf-8")
        return [["php", "-n", "-d", "error_reporting=-1", str(folder / "sample.php"), str(cases)]]
    if language == "go":
        (folder / "receiver").mkdir()
        (folder / "receiver" / "receiver.go").write_text(sample, encoding="utf-8")
        (folder / "main.go").write_text(GO, encoding="utf-8")
        (folder / "go.mod").write_text("module guide\n\ngo 1.19\n", encoding="utf-8")
        return [["go", "vet", "./..."], ["go", "run", ".", str(cases)]]
    (folder / "Webhook.java").write_text(sample, encoding="utf-8")
    (folder / "Main.java").write_text(JAVA, encoding="utf-8")
    build = ["javac", "-encoding", "UTF-8", "-Xlint:all", "-Werror", "Webhook.java", "Main.java"]
    return [build, ["java", "-cp", str(folder), "Main", str(cases)]]


def run_sample(where, language, sample):
    """Sentences about what is wrong; none if all is well."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cases = folder / "cases.tsv"
        write_cases(cases)
        for command in command_for(language, sample, folder, cases):
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=180, check=False
            )
            if done.returncode != 0:
                return [f"{where}, {language}: {done.stderr.strip() or done.stdout.strip()}"]
    answers = done.stdout.split()
    if len(answers) != len(CASES):
        return [f"{where}, {language}: {len(answers)} answers to {len(CASES)} cases: {done.stdout}"]
    return [
        f"{where}, {language}: \"{each[0]}\" has to be {'accepted' if each[1] else 'refused'}"
        for each, answer in zip(CASES, answers)
        if answer != ("yes" if each[1] else "no")
    ]


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent.parent / "connectors" / "guide"
    guides = [pathlib.Path(each) for each in sys.argv[1:]] or sorted(folder.glob("partners.*.md"))
    if not guides:
        raise SystemExit(f"no guide in {folder}")
    problems = []
    read = {guide: samples_of(guide) for guide in guides}
    ran, absent = [], []
    for language, programs in LANGUAGES.items():
        first = without_comments(read[guides[0]][language])
        for guide in guides[1:]:
            if without_comments(read[guide][language]) != first:
                problems.append(f"{guide.name}: its {language} sample is not that of {guides[0].name}")
        if language != "python" and not all(shutil.which(each) for each in programs):
            absent.append(language)
            continue
        ran.append(language)
        for guide in guides:
            problems += run_sample(guide.name, language, read[guide][language])
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(guides)} guides, {len(CASES)} cases; ran: {', '.join(ran)}")
    if absent:
        print(f"not run, because their programs are not on this machine: {', '.join(absent)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
