/** Draws `…` between backticks as code. */
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
    index % 2 === 1 ? <code key={index}>{piece}</code> : piece,
  );
}
