import type {
  Block,
  Diagnostic,
  LibraryFolder,
  RunbookEntry,
  RunbookPage,
  SearchHit,
  Section,
  Step,
} from "../ipc/types";

const text = `# ApexShare deployment

How ApexShare is deployed, watched and rolled back.

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
const plain = (words: string): Block["inline"] => [{ kind: "text", text: words, target: null }];

function parse() {
  const blocks: Block[] = [];
  const steps: Step[] = [];
  const sections: Section[] = [];
  let section: string | null = null;
  let path: string[] = [];
  const step = (line: number, part: Partial<Step>): void => {
    const made: Step = {
      id: `L${line}`,
      section,
      parent: null,
      kind: "command",
      form: "fenced",
      span: { start: 0, end: 0 },
      reference: null,
      title: "",
      label: null,
      text: "",
      code: null,
      language: null,
      line,
      endLine: line,
      checked: false,
      parts: [],
      expected: null,
      inputs: [],
      ...part,
    };
    steps.push(made);
    blocks.push({ kind: "step", section, depth: 0, line, endLine: made.endLine, step: made.id, inline: [] });
  };
  for (let index = 0; index < source.length; index += 1) {
    const raw = source[index] ?? "";
    const line = index + 1;
    const heading = /^(#+) (.*)/.exec(raw);
    if (heading) {
      const level = heading[1]?.length ?? 1;
      path = [...path.slice(0, level - 1), heading[2] ?? ""];
      section = path.join("/").toLowerCase().replaceAll(" ", "-");
      sections.push({
        id: section,
        level,
        title: heading[2] ?? "",
        path,
        parent: null,
        anchor: section,
        line,
        endLine: source.length,
        role: "procedure",
        prose: null,
      });
      blocks.push({
        kind: "heading",
        section,
        depth: 0,
        line,
        endLine: line,
        step: null,
        inline: plain(heading[2] ?? ""),
      });
    } else if (raw.startsWith("```")) {
      const end = source.findIndex((other, at) => at > index && other.startsWith("```"));
      step(line, {
        code: `${source.slice(index + 1, end).join("\n")}\n`,
        language: "bash",
        endLine: end + 1,
      });
      index = end;
    } else if (raw.startsWith("- [ ] ")) step(line, { kind: "check", form: "taskItem", title: raw.slice(6) });
    else if (/^\d+\. /.test(raw)) step(line, { kind: "manual", form: "listItem", title: raw });
    else if (raw)
      blocks.push({
        kind: "paragraph",
        section,
        depth: 0,
        line,
        endLine: line,
        step: null,
        inline: plain(raw.replaceAll("`", "").replaceAll("**", "")),
      });
  }
  for (const entry of sections) {
    const next = sections.find((other) => other.line > entry.line && other.level <= entry.level);
    entry.endLine = next ? next.line - 1 : source.length;
  }
  return { blocks, steps, sections };
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
  return {
    entry: found,
    source,
    findings,
    runbook: {
      title: found.title,
      digest: "",
      lineCount: source.length,
      ...parse(),
      inputs: [
        {
          id: "previous-version",
          label: "Previous version",
          kind: "functionVersion",
          style: "angle",
          placeholder: "<previous-version>",
          required: true,
          secret: false,
          hint: "published version of the function, such as 41",
          occurrences: [
            { holder: null, text: "<previous-version>", line: lineOf("<previous-version>"), column: 30 },
          ],
        },
        {
          id: "commit",
          label: "Commit",
          kind: "commit",
          style: "angle",
          placeholder: "<commit>",
          required: true,
          secret: false,
          hint: null,
          occurrences: [{ holder: null, text: "<commit>", line: lineOf("<commit>"), column: 14 }],
        },
      ],
    } as unknown as RunbookPage["runbook"],
    understood: [
      { heading: "Environments", lines: [{ text: "dev, staging, prod, 2 variables each", line: 71 }] },
      { heading: "Needs", lines: [{ text: "node ≥ 18, npm ≥ 8, aws ≥ 2, cdk ≥ 2.137, git ≥ 2", line: 7 }] },
      {
        heading: "Rolls back when",
        lines: [
          { text: "API error rate > 10 % for 5 min", line: 15 },
          { text: "Lambda error rate > 15 % for 5 min", line: 15 },
          { text: "a critical alarm for 10 min", line: 15 },
        ],
      },
      {
        heading: "Change window",
        lines: [{ text: "third Sunday of the month, 02:00 to 04:00 UTC, next 2026-12-20", line: 18 }],
      },
      { heading: "Runs natively", lines: [{ text: "31 of 38 AWS lines; 7 need the AWS CLI", line: null }] },
    ],
  };
}

/** Something that would freeze a window which draws all of it. */
function big(found: RunbookEntry): RunbookPage {
  const lines = Array.from(
    { length: 200_000 },
    (_, index) => `echo "line ${index} of a very long file that somebody generated"`,
  );
  return {
    entry: found,
    source: lines,
    findings: [],
    understood: [],
    runbook: {
      title: found.title,
      digest: "",
      lineCount: lines.length,
      sections: [],
      steps: [],
      blocks: [],
      inputs: [],
    } as unknown as RunbookPage["runbook"],
  };
}

export function search(query: string): SearchHit[] {
  const wanted = query.toLowerCase();
  return source.flatMap((line, index) =>
    line.toLowerCase().includes(wanted)
      ? [{ runbook: "apexshare", title: "ApexShare deployment", line: index + 1, text: line.trim() }]
      : [],
  );
}
