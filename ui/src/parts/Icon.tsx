const shapes = {
  check: <path d="M3 8.5 6.5 12 13 4.5" />,
  dash: <path d="M4 8h8" />,
  cross: <path d="m4.5 4.5 7 7m0-7-7 7" />,
  bang: <path d="M8 3v6.5M8 12.5v.01" />,
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  file: <path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3" />,
  pause: <path d="M6 4v8M10 4v8" />,
};

/** A sign beside words; it never stands alone, so it has no name of its own. */
export function Icon({ name, size = 14 }: { name: keyof typeof shapes; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "check" || name === "dash" ? 2.2 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none" }}
    >
      {shapes[name]}
    </svg>
  );
}
