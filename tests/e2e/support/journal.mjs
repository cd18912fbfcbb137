// The record on disk, for specs that damage it: nothing of Belay is asked.
import { execFileSync } from "node:child_process";

/** Runs SQL on a journal with Python's own SQLite and gives the rows. */
export function sql(file, text) {
  const script = "import json,sqlite3,sys;c=sqlite3.connect(sys.argv[1]);r=c.execute(sys.argv[2]).fetchall();c.commit();print(json.dumps([[v.hex() if isinstance(v,bytes) else v for v in row] for row in r]))";
  return JSON.parse(execFileSync("python3", ["-c", script, file, text], { encoding: "utf8" }));
}
