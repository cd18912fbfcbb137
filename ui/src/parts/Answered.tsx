import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./Answered.module.css";
import { Failure } from "./Failure";

/** Lines of a skeleton; it shows after 150 ms, so that what is quick does not flicker. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label="Loading" className={classes.skeleton}>
      {shown && Array.from({ length: lines }, (_, line) => `line ${line}`).map((line) => <i key={line} />)}
    </div>
  );
}

/**
 * Draws what a query answered. The old answer stays while a new one is fetched, and
 * stays with a note when fetching failed.
 */
export function Answered<T>({
  query,
  lines,
  environment,
  children,
}: {
  query: UseQueryResult<T>;
  lines?: number;
  /** Whose login helps when the answer needs one. */
  environment?: string;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <div className={classes.stale}>
            <Failure error={query.error} retry={() => void query.refetch()} environment={environment} />
          </div>
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.isError)
    return <Failure error={query.error} retry={() => void query.refetch()} environment={environment} />;
  return <Skeleton lines={lines} />;
}
