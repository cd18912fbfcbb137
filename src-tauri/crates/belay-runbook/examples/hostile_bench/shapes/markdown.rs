//! Markdown and what is read out of it.

use super::{Shape, growing};

pub(super) const SHAPES: &[Shape] = &[
    ("one long line", |n| "word ".repeat(n / 5)),
    ("one word", |n| "w".repeat(n)),
    ("backticks", |n| "`".repeat(n)),
    ("backticks of growing length", |n| {
        growing(n, |count| format!("{} ", "`".repeat(count)))
    }),
    ("open brackets", |n| "[".repeat(n)),
    ("bracket pairs", |n| "[]".repeat(n / 2)),
    ("fields", |n| "Contact: [Name] ".repeat(n / 16)),
    ("links", |n| "[a](b) ".repeat(n / 7)),
    ("open links", |n| "[a](".repeat(n / 4)),
    ("pictures in links", |n| "[![a](".repeat(n / 6)),
    ("emphasis", |n| "*a **a ".repeat(n / 7)),
    ("angles", |n| "<a ".repeat(n / 3)),
    ("comments", |n| "<!-- a ".repeat(n / 7)),
    ("hints", |n| "<!-- belay: ignore X -->\n\n".repeat(n / 26)),
    ("quotes in quotes", |n| "> ".repeat(n / 2)),
    ("lists in lists", |n| "- ".repeat(n / 2)),
    ("indented lists", |n| {
        growing(n, |depth| format!("{}- a\n", " ".repeat(2 * (depth % 100))))
    }),
    ("tasks", |n| "- [ ] do it\n".repeat(n / 12)),
    ("numbers", |n| "1. do it\n".repeat(n / 9)),
    ("numbers in numbers", |n| {
        growing(n, |depth| format!("{}1. a\n", " ".repeat(3 * (depth % 60))))
    }),
    ("headings of one name", |n| "# Same\n".repeat(n / 7)),
    ("headings of numbered names", |n| {
        growing(n, |at| format!("## a-{at}\n## a\n"))
    }),
    ("headings before the first title", |n| {
        format!("{}{}", "## a\n".repeat(n / 10), "# b\n".repeat(n / 8))
    }),
    ("nested headings", |n| {
        "# a\n## b\n### c\n#### d\n##### e\n###### f\n".repeat(n / 41)
    }),
    ("long heading", |n| {
        format!("# {}", "Rollback ".repeat(n / 9))
    }),
    ("headings with anchors", |n| {
        growing(n, |at| format!("# S{at}\n[l](#s{at})\n\n"))
    }),
    ("bold lines", |n| "**1. Do**\n\n".repeat(n / 11)),
    ("options", |n| "**Option A: x**\n\n".repeat(n / 17)),
    ("option headings", |n| "## Option A: x\n".repeat(n / 15)),
    ("symptoms", |n| {
        format!(
            "## Troubleshooting\n{}",
            "**Symptoms:** a\n\n**Resolution:** b\n\n".repeat(n / 36)
        )
    }),
    ("contacts", |n| {
        format!("## Contacts\n{}", "- A: [Name]\n".repeat(n / 12))
    }),
    ("wide table", |n| {
        let cells = n / 6;
        format!("|{}\n|{}\n", "a|".repeat(cells), "-|".repeat(cells))
    }),
    ("long table", |n| {
        format!("|a|b|\n|-|-|\n{}", "|c|> 5% errors|\n".repeat(n / 16))
    }),
    ("triggers", |n| {
        format!(
            "Rollback triggers:\n\n{}",
            "- error rate > 5% for 10 minutes\n".repeat(n / 33)
        )
    }),
    ("different triggers", |n| {
        let line = |at: usize| format!("- error rate > {at}% for {at} minutes\n");
        format!(
            "Rollback triggers:\n\n{}",
            (1..n / 38).map(line).collect::<String>()
        )
    }),
    ("different triggers of one line", |n| {
        let trigger = |at: usize| format!("error rate > {at}%, ");
        format!(
            "Rollback triggers:\n\n- {}",
            (1..n / 20).map(trigger).collect::<String>()
        )
    }),
    ("durations", |n| "Monitor for 30 minutes ".repeat(n / 23)),
    ("duration lines", |n| {
        "Monitor for 30 minutes.\n\n".repeat(n / 25)
    }),
    ("fences", |n| "```\n".repeat(n / 4)),
    ("shell blocks", |n| "```sh\nls\n```\n".repeat(n / 13)),
    ("unlabelled blocks", |n| "```\nls -l\n```\n".repeat(n / 14)),
    ("hidden characters", |n| "\u{200b}".repeat(n / 3)),
    ("NUL bytes", |n| "\0".repeat(n)),
    ("carriage returns", |n| "\r".repeat(n)),
    ("front matter", |n| {
        format!("---\na: {}\n---\n", "[a, ".repeat(n / 4))
    }),
    ("front matter keys", |n| {
        format!(
            "---\n{}---\n",
            growing(n.min(6_000), |at| format!("k{at}: v\n"))
        )
    }),
    ("reference definitions", |n| {
        growing(n, |at| format!("[r{at}]: /u\n\n[r{at}]\n\n"))
    }),
    ("autolinks", |n| "https://a.b ".repeat(n / 12)),
    ("addresses", |n| "a@b.c ".repeat(n / 6)),
    ("entities", |n| "&amp;".repeat(n / 5)),
    ("numbered links", |n| "1. [a](b)\n".repeat(n / 10)),
    ("numbers over lazy lines", |n| {
        format!("{}a\n{}", "1. ".repeat(n / 6), "b\n".repeat(n / 4))
    }),
    ("links that lead nowhere", |n| {
        growing(n, |at| format!("[a](#b{at}) "))
    }),
    ("pictures in pictures", |n| {
        format!("{}a{}", "![".repeat(n / 6), "](b)".repeat(n / 6))
    }),
    ("bold titles of blocks", |n| {
        "**1. Do**\n\n```\na\n```\n".repeat(n / 22)
    }),
    ("a long label above blocks", |n| {
        format!(
            "**{}**\n\n{}",
            "a ".repeat(n / 4),
            "```sh\nls\n```\n".repeat(n / 26)
        )
    }),
    ("a long heading above blocks", |n| {
        format!(
            "# {}\n\n{}",
            "a ".repeat(n / 4),
            "```sh\nls\n```\n".repeat(n / 26)
        )
    }),
    ("a long heading above items", |n| {
        format!(
            "# Rollback when {}\n\n{}",
            "a ".repeat(n / 4),
            "- a 1\n".repeat(n / 12)
        )
    }),
    ("a long lead above items", |n| {
        format!(
            "Rollback when {}\n\n{}",
            "a ".repeat(n / 4),
            "- a 1\n".repeat(n / 12)
        )
    }),
    ("a long lead above needs", |n| {
        let lead = "a ".repeat(n / 4);
        format!(
            "## Prerequisites\n\n{lead}\n\n{}",
            "- a: 1\n".repeat(n / 14)
        )
    }),
    ("secrets", |n| {
        "export DB_PASSWORD=hunter2hunter2\n\n".repeat(n / 36)
    }),
    ("secrets behind steps", |n| {
        let steps = "- [ ] a\n".repeat(n / 16);
        format!(
            "{steps}\n# b\n{}",
            "export DB_PASSWORD=hunter2hunter2\n\n".repeat(n / 72)
        )
    }),
    ("allowances", |n| {
        "<!-- belay: allow secret-in-text x -->\n\nexport DB_PASSWORD=hunter2hunter2\n\n"
            .repeat(n / 77)
    }),
    ("roles", |n| {
        growing(n, |at| format!("# a{at}\n<!-- belay: role guide -->\n\n"))
    }),
    ("environments", |n| {
        growing(n, |at| {
            format!("## Production environment {at}\n```sh\nexport A=1\n```\n")
        })
    }),
    ("quotes and lists in turn", |n| "> - ".repeat(n / 4)),
    ("lists in quotes, line by line", |n| {
        growing(n, |depth| format!("{}- a\n", "> ".repeat(depth % 60)))
    }),
    ("table of many columns and rows", |n| {
        let side = 2 + n.isqrt() / 2;
        let row = format!("|{}\n", "a|".repeat(side));
        format!("{row}|{}\n{}", "-|".repeat(side), row.repeat(n / row.len()))
    }),
    ("table of short rows under a wide head", |n| {
        let side = n / 16;
        format!(
            "|{}\n|{}\n{}",
            "a|".repeat(side),
            "-|".repeat(side),
            "|a|\n".repeat(n / 8)
        )
    }),
    ("tables", |n| "|a|b|\n|-|-|\n|c|d|\n\n".repeat(n / 19)),
    ("pipes", |n| "|".repeat(n)),
    ("one reference, defined again and again", |n| {
        format!("{}[r]\n", "[r]: /u\n".repeat(n / 8))
    }),
    ("a reference used again and again", |n| {
        format!("[r]: /{}\n\n{}", "u".repeat(n / 4), "[r] ".repeat(n / 6))
    }),
    ("brackets around a reference", |n| {
        format!("[r]: /u\n\n{}r{}", "[".repeat(n / 2), "]".repeat(n / 2))
    }),
    ("footnotes", |n| {
        growing(n, |at| format!("[^{at}]: a[^{}]\n\n", at + 1))
    }),
    ("open footnotes", |n| "[^a".repeat(n / 3)),
    ("tags", |n| "<a>".repeat(n / 3)),
    ("blocks of HTML", |n| "<div>\n\n".repeat(n / 7)),
    ("declarations", |n| "<!A ".repeat(n / 4)),
    ("instructions", |n| "<?a ".repeat(n / 4)),
    ("character data", |n| "<![CDATA[ ".repeat(n / 10)),
    ("attributes", |n| format!("<a {}", "b=\"c\" ".repeat(n / 6))),
    ("open autolinks", |n| "<http://a".repeat(n / 9)),
    ("addresses in brackets of one side", |n| {
        "(http://a!".repeat(n / 10)
    }),
    ("addresses without blanks", |n| {
        "www.a<www.b*".repeat(n / 12)
    }),
    ("mail addresses without blanks", |n| "a@b.c".repeat(n / 5)),
    ("underscores", |n| "_a __b ".repeat(n / 7)),
    ("stars", |n| "*".repeat(n)),
    ("stars in words", |n| "a*b**c ".repeat(n / 7)),
    ("tildes", |n| "~~a ".repeat(n / 4)),
    ("backslashes", |n| "\\".repeat(n)),
    ("number entities", |n| "&#x41; &#".repeat(n / 9)),
    ("underlined headings", |n| "a\n=\n".repeat(n / 4)),
    ("a long underlined heading", |n| {
        format!("{}===\n", "a b\n".repeat(n / 4))
    }),
    ("rules", |n| "* * *\n".repeat(n / 6)),
    ("tabs", |n| "\t".repeat(n)),
    ("tabs before words", |n| "\ta\n".repeat(n / 3)),
    ("blank lines", |n| "  \n".repeat(n / 3)),
    ("lines that end as on Windows", |n| {
        "- [ ] a\r\n".repeat(n / 9)
    }),
    ("lines that end in a carriage return", |n| {
        "- [ ] a\r".repeat(n / 8)
    }),
    ("blocks that end as on Windows", |n| {
        "```sh\r\nls\r\n```\r\n".repeat(n / 16)
    }),
    ("front matter aliases", |n| {
        let list = "*a, ".repeat(n / 4);
        format!("---\na: &a [x]\nb: [{list}]\n---\n")
    }),
    ("front matter that doubles", |n| {
        let line = |at: usize| format!("k{at}: &k{at} [*k{}, *k{}]\n", at - 1, at - 1);
        format!("---\nk0: &k0 x\n{}---\n", growing(n.min(6_000), line))
    }),
    ("front matter anchors", |n| {
        format!(
            "---\n{}---\n",
            growing(n.min(6_000), |at| format!("k{at}: &a{at} v\n"))
        )
    }),
    ("front matter in depth", |n| {
        format!(
            "---\n{}---\n",
            growing(n, |depth| format!("{}a:\n", " ".repeat(depth)))
        )
    }),
    ("front matter that does not end", |n| {
        format!("---\n{}", "a: b\n".repeat(n / 5))
    }),
    ("a long value in front matter", |n| {
        format!("---\ntitle: {}\n---\n", "a".repeat(n))
    }),
    ("hints of every kind", |n| {
        "<!-- belay: role check -->\n<!-- belay: allow x because y -->\n\na\n\n".repeat(n / 67)
    }),
    ("open hints", |n| "<!-- belay: ".repeat(n / 12)),
    ("a long hint", |n| {
        format!("<!-- belay: {} -->\n", "ignore ".repeat(n / 7))
    }),
    ("placeholders in prose", |n| {
        "Ask <the name> for it. ".repeat(n / 23)
    }),
    ("fields in capitals in prose", |n| {
        "Use YOUR_ACCOUNT_ID here. ".repeat(n / 26)
    }),
    ("references to sections", |n| {
        let head = growing(n / 2, |at| format!("## Part {at}\n"));
        format!(
            "{head}\n{}",
            growing(n / 2, |at| format!("See section Part {at}. "))
        )
    }),
    ("references to steps", |n| {
        growing(n, |at| format!("{at}. Repeat step {at} above.\n"))
    }),
    ("references to what is missing", |n| {
        growing(n, |at| format!("See the \"Missing {at}\" section.\n\n"))
    }),
    ("times and dates", |n| {
        "At 2026-01-02 03:04 UTC, T-24 h. ".repeat(n / 33)
    }),
    ("change windows", |n| {
        "Third Sunday, 2–4 AM UTC.\n\n".repeat(n / 28)
    }),
    ("severities", |n| {
        let head = "|Severity|Response|\n|-|-|\n";
        format!(
            "{head}{}",
            growing(n, |at| format!("|SEV{at}|{at} minutes|\n"))
        )
    }),
    ("thresholds", |n| {
        growing(n, |at| format!("- p95 latency < {at} ms\n"))
    }),
    ("thresholds that contradict", |n| {
        growing(n, |at| format!("Error rate > {at}%. "))
    }),
    ("scenarios", |n| {
        growing(n, |at| format!("### Scenario {at}: x\n\n1. do it\n\n"))
    }),
    ("options in options", |n| {
        "## Option A: x\n### Option 1: y\n#### Option i: z\n".repeat(n / 50)
    }),
    ("keys of access", |n| "AKIAIOSFODNN7EXAMPLE ".repeat(n / 21)),
    ("what looks like base64", |n| "QUJD/+".repeat(n / 6)),
    ("letters that look like others", |n| {
        "```sh\n\u{0430}ws s3 ls\n```\n".repeat(n / 20)
    }),
    ("directions", |n| "\u{202e}a\u{202c}".repeat(n / 7)),
    ("marks upon marks", |n| {
        format!("a{}", "\u{0301}".repeat(n / 2))
    }),
];
