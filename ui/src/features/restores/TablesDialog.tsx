import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TableSummary } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Dialog } from "../../parts/Dialog";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import { toHash } from "../../route";
import classes from "./Restores.module.css";

/** The tables of an environment. Whether one can be restored, AWS says when it is opened. */
export default function TablesDialog({ environment, onClose }: { environment: string; onClose: () => void }) {
  const tables = useQuery({ ...read.tables(environment), staleTime: 0 });
  const [query, setQuery] = useState("");
  return (
    <Dialog onClose={onClose} title={`Tables in ${environment}`} size={600} closeLabel="Close tables">
      <TextInput
        aria-label="Search tables"
        placeholder="Search tables"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        data-autofocus
      />
      <Answered query={tables} lines={5} environment={environment}>
        {(list) => {
          const shown = list.filter((table) => table.name.toLowerCase().includes(query.trim().toLowerCase()));
          if (list.length === 0)
            return (
              <Empty title="There is no table here">The account has no DynamoDB table in this Region.</Empty>
            );
          if (shown.length === 0) return <Empty title={`No table is called “${query}”`} />;
          return (
            <ul className={classes.tables}>
              {shown.map((table) => (
                <li key={table.name}>
                  <Table table={table} environment={environment} onClose={onClose} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </Dialog>
  );
}

function Table({
  table,
  environment,
  onClose,
}: {
  table: TableSummary;
  environment: string;
  onClose: () => void;
}) {
  return (
    <div className={classes.tableRow}>
      <b className="mono breaks grow">{table.name}</b>
      <a
        href={toHash({ place: "restoreTable", environment, table: table.name })}
        onClick={onClose}
        data-testid={`table-${table.name}`}
      >
        Restore…
      </a>
    </div>
  );
}
