#!/usr/bin/env bash
# g++ 12 miscompiles a statement with co_await beside a braced temporary or a ?: that yields an
# object (double free at run time, no warning). Name the value first, then co_await.
set -u
cd "$1" || exit 2
find config connectors scheduler -name '*.cpp' -print0 | xargs -0 perl -0777 -ne '
    s{//[^\n]*}{}g;
    s{"(?:\\.|[^"\\\n])*"}{""}g;
    while (/([^;{}]*)\bco_await\b([^;]*;)/g) {
        my ($after, $end) = ($2, pos);
        next unless $after =~ /[(,]\s*(?:\w[\w:<>]*)?\{/ || $after =~ /\?[^;]*:/;
        my $line = 1 + (substr($_, 0, $end) =~ tr/\n//);
        print "$ARGV:$line: name the value first, then co_await\n";
        $bad = 1;
    }
    END { exit($bad ? 1 : 0) }'
