import type {
  Diagnostic,
  GuideView,
  LibraryFolder,
  OutlineSection,
  PageRow,
  PageWord,
  RunbookEntry,
  RunbookPage,
  RunbookRows,
  SearchFound,
  StepExplained,
} from "../ipc/types";

const text = `# ApexShare deployment

How ApexShare is deployed, watched and rolled back. Read [the API runbook](../api/runbook.md) first, and [how alarms are named](https://example.com/alarms).

## Before you start

You need \`node\` 18 or newer, the AWS CLI 2, and the role **Operator**.

- [ ] The change is approved
- [ ] Alarms were looked at: none is in ALARM
- [ ] Stakeholders were told in #incidents

## Rollback procedures

Go back when the error rate of the API is above 10 % for 5 minutes.

### Database rollback

1. Stop write operations

\`\`\`bash
aws lambda update-function-configuration \\
  --function-name apexshare-upload-handler-prod \\
  --environment Variables='{MAINTENANCE_MODE=true}'
\`\`\`

2. Restore from point-in-time

\`\`\`bash
aws dynamodb restore-table-to-point-in-time \\
  --source-table-name apexshare-uploads-prod \\
  --target-table-name apexshare-uploads-prod-restored \\
  --restore-date-time $(date -d '30 minutes ago' -u +%Y-%m-%dT%H:%M:%S)
\`\`\`

3. Point the functions to the restored table

\`\`\`bash
aws lambda update-alias --function-name apexshare-upload-handler-prod \\
  --name live --function-version <previous-version>
\`\`\`

### Frontend rollback

\`\`\`bash
git checkout <commit>
npm run build
\`\`\`
`;

const source = text.split("\n");
const plain = (words: string): PageWord => ({ kind: "text", text: words, leads: null });

function leads(target: string): PageWord["leads"] {
  if (target.startsWith("https:")) return { kind: "address", address: target };
  return target === "../api/runbook.md"
    ? { kind: "runbook", runbook: "api", line: null }
    : { kind: "nowhere", written: target, why: "There is no such file." };
}

/** `[words](target)` as links, everything else as it is. */
function words(raw: string): PageWord[] {
  return raw
    .replaceAll("`", "")
    .replaceAll("**", "")
    .split(/(\[[^\]]+\]\([^)]+\))/)
    .map((piece) => {
      const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(piece);
      return link?.[1] && link[2] ? { kind: "link", text: link[1], leads: leads(link[2]) } : plain(piece);
    });
}

function parse(): { rows: PageRow[]; sections: OutlineSection[] } {
  const rows: PageRow[] = [];
  const sections: OutlineSection[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const raw = source[index] ?? "";
    const line = index + 1;
    const heading = /^(#+) (.*)/.exec(raw);
    if (heading?.[1] && heading[2]) {
      const level = heading[1].length;
      const title = heading[2];
      sections.push({
        id: title.toLowerCase().replaceAll(" ", "-"),
        level,
        title,
        line,
        runnable: true,
        errors: title === "Database rollback" ? 1 : 0,
        warnings: title === "Database rollback" ? 1 : 0,
      });
      rows.push({ kind: "heading", line, level, text: title });
    } else if (raw.startsWith("```")) {
      const end = source.findIndex((other, at) => at > index && other.startsWith("```"));
      rows.push({
        kind: "code",
        line: line + 1,
        lines: source.slice(index + 1, end).map((code, at) => ({
          text: code,
          mark: findings.find((one) => one.line === line + 1 + at)?.severity ?? null,
        })),
        first: true,
        last: true,
        step: `L${line}`,
        command: true,
      });
      index = end;
    } else if (raw.startsWith("- [ ] ") || /^\d+\. /.test(raw)) {
      const check = raw.startsWith("- [ ] ");
      rows.push({
        kind: "instruction",
        line,
        step: `L${line}`,
        form: check ? "check" : "manual",
        checked: false,
        nested: false,
        marker: check ? null : raw.slice(0, raw.indexOf(" ")),
        text: check ? raw.slice(6) : raw.slice(raw.indexOf(" ") + 1),
        details: [],
      });
    } else if (raw) {
      rows.push({ kind: "text", line, block: "paragraph", depth: 0, words: words(raw) });
    }
    const below = findings.filter((one) => one.line >= line && one.line <= index + 1);
    for (const finding of below) rows.push({ kind: "finding", line: finding.line, finding });
  }
  return { rows, sections };
}

const lineOf = (words: string) => source.findIndex((line) => line.includes(words)) + 1;
const finding = (
  rule: string,
  severity: Diagnostic["severity"],
  words: string,
  message: string,
  why: string,
  fix: string | null,
): Diagnostic => ({
  rule,
  severity,
  line: lineOf(words),
  column: 1,
  endLine: lineOf(words),
  endColumn: 40,
  message,
  why,
  fix,
  step: null,
  part: null,
});

export const findings: Diagnostic[] = [
  finding(
    "lambda-env-replaces",
    "error",
    "MAINTENANCE_MODE",
    "This replaces all variables of the function, not just `MAINTENANCE_MODE`.",
    "AWS stores the map that it is given as a whole.",
    "Belay can read, merge and write it, and undo it later.",
  ),
  finding(
    "gnu-date",
    "warning",
    "date -d",
    "`date -d` works with GNU date only; on macOS it fails.",
    "Opens the restore wizard instead, where the second is picked on a chart.",
    null,
  ),
  finding(
    "placeholder",
    "note",
    "<previous-version>",
    "`<previous-version>` has to be filled in before the step can run.",
    "In a shell it is a redirection.",
    null,
  ),
];

const entry = (
  id: string,
  title: string,
  file: string,
  counts: [number, number, number, number, number],
  problem: string | null = null,
): RunbookEntry => ({
  id,
  title,
  file,
  sections: counts[0],
  blocks: counts[1],
  tasks: counts[2],
  errors: counts[3],
  warnings: counts[4],
  problem,
});

export const entries: LibraryFolder[] = [
  {
    id: "ops",
    name: "ops-runbooks",
    path: "/home/jt/ops-runbooks",
    branch: "main",
    bundled: false,
    problem: null,
    notice: null,
    progress: null,
    runbooks: [
      entry("apexshare", "ApexShare deployment", "docs/deployment.md", [71, 41, 12, 6, 9]),
      entry("api", "Enterprise API platform", "api/runbook.md", [33, 27, 0, 1, 7]),
      entry("serverless", "Production deployment guide", "serverless/production.md", [47, 24, 63, 5, 6]),
      entry("photo", "RapidPhotoUpload operations", "photo/operations.md", [44, 22, 0, 0, 3]),
      entry("lexiscan", "LexiScan deployment", "lexiscan/deployment.md", [70, 22, 18, 1, 5]),
      entry(
        "broken",
        "notes.md",
        "old/notes.md",
        [0, 0, 0, 0, 0],
        "Not readable as UTF-8: byte 0xE9 at offset 1 204. Save it as UTF-8.",
      ),
    ],
  },
  {
    id: "samples",
    name: "samples",
    path: "",
    branch: null,
    bundled: true,
    problem: null,
    notice: null,
    progress: null,
    runbooks: [entry("practice", "Practice: restore a table", "practice.md", [9, 6, 4, 0, 0])],
  },
];

export function page(id: string): RunbookPage {
  const found = entries.flatMap((folder) => folder.runbooks).find((book) => book.id === id);
  if (!found)
    throw {
      code: "notFound",
      message: "This runbook is not in an open folder any more.",
      hint: "Open its folder again.",
      requestId: null,
    };
  if (id === "practice") return big(found);
  if (found.problem)
    throw {
      code: "other",
      message: found.problem,
      hint: "The other runbooks of the folder are not affected.",
      requestId: null,
    };
  const { rows, sections } = parse();
  return {
    entry: found,
    version: "1",
    lineCount: source.length,
    runnable: true,
    outline: { version: "1", total: sections.length, sections },
    chunks: [1],
    rows: [rows],
    findings,
    findingCount: findings.length,
    inputCount: 2,
    inputs: [
      {
        id: "previous-version",
        label: "Previous version",
        placeholder: "<previous-version>",
        required: true,
        secret: false,
        hint: "published version of the function, such as 41",
        places: 1,
        line: lineOf("<previous-version>"),
      },
      {
        id: "commit",
        label: "Commit",
        placeholder: "<commit>",
        required: true,
        secret: false,
        hint: null,
        places: 1,
        line: lineOf("<commit>"),
      },
    ],
    guides,
    guideCount: guides.length,
    understood: [
      {
        heading: "Environments",
        total: 1,
        lines: [{ text: "dev, staging, prod, 2 variables each", line: 71 }],
      },
      {
        heading: "Needs",
        total: 1,
        lines: [{ text: "node ≥ 18, npm ≥ 8, aws ≥ 2, cdk ≥ 2.137, git ≥ 2", line: 7 }],
      },
      {
        heading: "Rolls back when",
        total: 3,
        lines: [
          { text: "API error rate > 10 % for 5 min", line: 15 },
          { text: "Lambda error rate > 15 % for 5 min", line: 15 },
          { text: "a critical alarm for 10 min", line: 15 },
        ],
      },
      {
        heading: "Change window",
        total: 1,
        lines: [{ text: "third Sunday of the month, 02:00 to 04:00 UTC, next 2026-12-20", line: 18 }],
      },
      {
        heading: "Runs natively",
        total: 1,
        lines: [{ text: "31 of 38 AWS lines; 7 need the AWS CLI", line: null }],
      },
    ],
  };
}

const line = (text: string, at: number, step: string | null = null) => ({ text, line: at, step });

/** A guide with something to run. */
export const slow: GuideView = {
  id: "G26",
  title: "Uploads are slow",
  line: 26,
  endLine: 33,
  symptoms: [line("Uploads are slow", 26), line("p95 above 2 s", 27)],
  diagnosis: [line("Writes have stopped", 26, "L26")],
  causes: [line("The table is throttled", 29)],
  resolution: [line("Raise the capacity", 30, "L28")],
  verification: [],
  runnable: true,
  byHand: false,
};

const guides: GuideView[] = [
  slow,
  {
    id: "G50",
    title: "Mails are not sent",
    line: 50,
    endLine: 50,
    symptoms: [line("Mails are not sent", 50)],
    diagnosis: [],
    causes: [line("SES is in the sandbox", 50)],
    resolution: [line("Ask AWS to lift it", 50)],
    verification: [],
    runnable: true,
    byHand: true,
  },
  {
    id: "G51",
    title: "The bill is high",
    line: 51,
    endLine: 51,
    symptoms: [line("The bill is high", 51)],
    diagnosis: [],
    causes: [line("Old versions are kept", 51)],
    resolution: [],
    verification: [],
    runnable: false,
    byHand: false,
  },
];

/** Something that would freeze a window which takes all of it at once. */
const LARGE = 200_000;
const CHUNK = 60;

function big(found: RunbookEntry): RunbookPage {
  return {
    entry: found,
    version: "1",
    lineCount: LARGE,
    runnable: false,
    outline: { version: "1", total: 0, sections: [] },
    chunks: Array.from({ length: Math.ceil(LARGE / CHUNK) }, (_, chunk) => chunk * CHUNK + 1),
    rows: [],
    findings: [],
    findingCount: 0,
    inputs: [],
    inputCount: 0,
    guides: [],
    guideCount: 0,
    understood: [],
  };
}

/** A chunk of the large file. */
export function rows(chunk: number): RunbookRows {
  const lines = Array.from({ length: CHUNK }, (_, at) => ({
    text: `echo "line ${chunk * CHUNK + at + 1} of a very long file that somebody generated"`,
    mark: null,
  }));
  const row: PageRow = {
    kind: "code",
    line: chunk * CHUNK + 1,
    lines,
    first: chunk === 0,
    last: false,
    step: null,
    command: false,
  };
  return { version: "1", rows: [row] };
}

export function find(query: string) {
  const lines = source.flatMap((line, at) =>
    line.toLowerCase().includes(query.toLowerCase()) ? [at + 1] : [],
  );
  return { version: "1", lines, total: lines.length };
}

export function explain(step: string): StepExplained {
  const line = Number(step.slice(1));
  const shown = source
    .slice(line, line + 3)
    .join(" ")
    .replaceAll("\\", "")
    .replace(/\s+/g, " ");
  return {
    step,
    title: "Restore from point-in-time",
    kind: "command",
    line,
    expected: null,
    inputs: [],
    parts: [
      {
        title: "Restore from point-in-time",
        line: line + 1,
        effect: "changesAws",
        reason: "`dynamodb restore-table-to-point-in-time` makes something in AWS.",
        expected: null,
        commands: [
          {
            shown,
            line: line + 1,
            explanation: {
              what: "Makes a new table from what another one held at an instant.",
              changes: "`dynamodb restore-table-to-point-in-time` makes something in AWS.",
              danger: "medium",
              returns: "The new table, still being made.",
              undo: "Delete the new table; the source stays as it is.",
            },
          },
        ],
        more: 0,
      },
    ],
  };
}

export function search(query: string): SearchFound {
  const wanted = query.toLowerCase();
  const hits = source.flatMap((line, index) => {
    const at = line.toLowerCase().indexOf(wanted);
    if (at < 0) return [];
    const end = at + query.length;
    const pieces = [
      { text: line.slice(0, at), marked: false },
      { text: line.slice(at, end), marked: true },
      { text: line.slice(end), marked: false },
    ];
    return [{ runbook: "apexshare", line: index + 1, heading: "Rollback procedures", pieces }];
  });
  return { hits, more: false, incomplete: false };
}
