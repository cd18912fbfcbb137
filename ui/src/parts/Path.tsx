import { Fragment } from "react";

/** A path of the disk that breaks where a folder ends, if it has to break. */
export function Path({ path }: { path: string }) {
  return path.split(/(?<=[/\\])/).map((name, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: folders have no name but their place
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {name}
    </Fragment>
  ));
}
