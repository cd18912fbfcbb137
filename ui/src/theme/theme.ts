import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from "@mantine/core";

/** Buttons come in four: `primary` (one per screen), `danger` (changes production), `default`, `quiet`. */
const variants: VariantColorsResolver = (input) => {
  switch (input.variant) {
    case "primary":
      return solid("var(--accent)", "var(--accent-hover)", "var(--accent-ink)");
    case "danger":
      return solid("var(--prod)", "var(--prod2)", "var(--prod-ink)");
    case "quiet":
      return {
        background: "transparent",
        hover: "var(--sunken)",
        color: "var(--ink2)",
        border: "1px solid transparent",
      };
    case "default":
      return {
        background: "var(--panel)",
        hover: "var(--sunken)",
        color: "var(--ink)",
        border: "1px solid var(--line2)",
      };
    default:
      return defaultVariantColorsResolver(input);
  }
};

function solid(background: string, hover: string, color: string) {
  return { background, hover, color, border: `1px solid ${background}` };
}

/** Words beside a box or a dot, and what is said below them, begin at the same place. */
const choice = {
  label: { fontSize: "var(--t-md)", lineHeight: "16px" },
  description: { paddingInlineStart: "8px", marginTop: "1px", fontSize: "var(--t-sm)" },
};

/** The head of what floats is no banner of the page. */
const floatingHead = { header: { role: "presentation" } };

export const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "15px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "6px", md: "6px", lg: "8px", xl: "8px" },
  defaultRadius: "sm",
  headings: { fontFamily: "var(--font)" },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  variantColorResolver: variants,
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default", size: "xs" },
      vars: (_theme, props) => ({
        root: String(props.size).startsWith("compact")
          ? { "--button-height": "22px", "--button-fz": "var(--t-xs)", "--button-padding-x": "7px" }
          : { "--button-height": "28px", "--button-fz": "var(--t-sm)", "--button-padding-x": "10px" },
      }),
      styles: { label: { fontWeight: 550 } },
    }),
    InputWrapper: {
      styles: {
        label: { fontSize: "var(--t-sm)" },
        description: { fontSize: "var(--t-xs)" },
        error: { fontSize: "var(--t-sm)" },
      },
    },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    Radio: { styles: choice },
    Checkbox: { styles: choice },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        transitionProps: { duration: 140 },
        attributes: floatingHead,
      },
    },
    Drawer: { defaultProps: { attributes: floatingHead } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
});

const colours = {
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink3)",
  "--mantine-color-placeholder": "var(--ink3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-default": "var(--panel)",
  "--mantine-color-default-hover": "var(--sunken)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--ink3)",
  "--mantine-color-disabled-border": "var(--line2)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-color-blue-filled": "var(--accent)",
  "--mantine-color-blue-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-contrast": "var(--accent-ink)",
  "--mantine-primary-color-light": "var(--accent-soft)",
  "--mantine-primary-color-light-hover": "var(--accent-soft)",
  "--mantine-primary-color-light-color": "var(--accent)",
};

/** The library's own greys, for what it colours without asking. */
const greys = {
  "--mantine-color-gray-0": "var(--sunken)",
  "--mantine-color-gray-1": "var(--sunken)",
  "--mantine-color-gray-2": "var(--line)",
  "--mantine-color-gray-3": "var(--line)",
  "--mantine-color-gray-4": "var(--edge)",
  "--mantine-color-gray-5": "var(--edge)",
  "--mantine-color-gray-6": "var(--ink3)",
  "--mantine-color-gray-7": "var(--ink2)",
};

const darks = {
  "--mantine-color-dark-0": "var(--ink)",
  "--mantine-color-dark-1": "var(--ink2)",
  "--mantine-color-dark-2": "var(--ink3)",
  "--mantine-color-dark-3": "var(--edge)",
  "--mantine-color-dark-4": "var(--edge)",
  "--mantine-color-dark-5": "var(--line)",
  "--mantine-color-dark-6": "var(--panel)",
  "--mantine-color-dark-7": "var(--bg)",
  "--mantine-color-dark-8": "var(--sunken)",
};

/** Hands the tokens to the component library; the values themselves know light and dark. */
export const tokensForMantine: CSSVariablesResolver = () => ({
  variables: { "--mantine-line-height": "1.45", "--mantine-shadow-md": "var(--float)" },
  light: { ...colours, ...greys },
  dark: { ...colours, ...darks },
});
