import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { OutlineSection, RunbookPage } from "../../ipc";
import { read } from "../../queries";

/**
 * All sections of a runbook. A very long outline comes in parts, one after the other, so
 * that none of them holds the window up.
 */
export function useOutline(page: RunbookPage): OutlineSection[] {
  const queries = useQueryClient();
  const [all, setAll] = useState(page.outline.sections);
  useEffect(() => {
    let wanted = true;
    const more = async () => {
      let sections = page.outline.sections;
      setAll(sections);
      while (wanted && sections.length < page.outline.total) {
        const part = await queries.fetchQuery(read.outline(page.entry.id, page.version, sections.length));
        // The file changed meanwhile: its page comes, and this begins anew.
        if (!wanted || part.version !== page.version || part.sections.length === 0) return;
        sections = [...sections, ...part.sections];
        setAll(sections);
      }
    };
    // What could be read is shown; the page itself says why it cannot be read any more.
    more().catch(() => {});
    return () => {
      wanted = false;
    };
  }, [page, queries]);
  return all;
}
