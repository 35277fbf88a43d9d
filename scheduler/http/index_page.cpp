#include "scheduler/http/index_page.hpp"

#include <kainjow/mustache.hpp>

namespace outreach::http {
namespace {

namespace km = kainjow::mustache;

constexpr const char* kPage = R"html(<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>outreachd – これからの通知</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<main>
<h1>これからの通知 <span lang="en">What goes out next</span></h1>
<p>状態 <span lang="en">Health</span>: <strong>{{status_ja}} ({{status}})</strong>
 <a href="/health">/health</a></p>
{{#problems}}<p class="problem"><code>{{name}}</code> {{output}}</p>
{{/problems}}
<table>
<caption>期日の早い順 <span lang="en">soonest first</span></caption>
<thead><tr><th scope="col">日時</th><th scope="col">活動</th><th scope="col">目的</th><th scope="col">宛先</th><th scope="col">状況</th></tr></thead>
<tbody>
{{#notices}}<tr><td><time datetime="{{due}}">{{due}}</time></td><td>{{activity_title}}</td><td>{{purpose}}</td><td>{{partner}}</td><td>{{state}}</td></tr>
{{/notices}}
{{^notices}}<tr><td colspan="5">予定されている通知はありません。 <span lang="en">Nothing is planned.</span></td></tr>
{{/notices}}
</tbody>
</table>
</main>
</body>
</html>
)html";

constexpr const char* kStyle =
    R"css(body{font-family:sans-serif;line-height:1.6;margin:0;color:#1a1a1a;background:#fff}
main{max-width:72rem;margin:0 auto;padding:1rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;padding:.5rem 0}
th,td{border:1px solid #949494;padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:#ffe380}
.problem{border-left:.3rem solid #8b0000;padding-left:.6rem}
span[lang=en]{color:#595959}
)css";

const char* japanese(HealthStatus status) {
    switch (status) {
        case HealthStatus::pass:
            return "正常";
        case HealthStatus::warn:
            return "注意";
        case HealthStatus::fail:
            return "異常";
    }
    return "異常";
}

}  // namespace

Answer index_page(const HealthReport& health, const std::vector<NoticeView>& next) {
    km::data page;
    page.set("status", word(health.status()));
    page.set("status_ja", japanese(health.status()));
    km::data problems{km::data::type::list};
    for (const HealthCheck& check : health.checks) {
        if (check.status == HealthStatus::pass) continue;
        km::data one;
        one.set("name", check.name);
        one.set("output", check.output);
        problems << one;
    }
    page.set("problems", problems);
    km::data rows{km::data::type::list};
    for (const NoticeView& notice : next) {
        km::data row;
        row.set("due", notice.due);
        row.set("activity_title", notice.activity_title);
        row.set("purpose", notice.purpose);
        row.set("partner", notice.partner);
        row.set("state", notice.state);
        rows << row;
    }
    page.set("notices", rows);
    km::mustache compiled{std::string(kPage)};
    Answer answer;
    answer.content_type = "text/html; charset=utf-8";
    answer.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; "
                                "base-uri 'none'; form-action 'none'");
    answer.headers.emplace_back("Referrer-Policy", "no-referrer");
    answer.body = compiled.render(page);
    return answer;
}

Answer page_style() {
    Answer answer;
    answer.content_type = "text/css; charset=utf-8";
    answer.headers.emplace_back("Cache-Control", "max-age=3600");
    answer.body = kStyle;
    return answer;
}

}  // namespace outreach::http
