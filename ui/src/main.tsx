import { ready } from "./ahead";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/mantine.css";
import "./theme/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { client } from "./queries";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
void ready.then(() => createRoot(root).render(<App queries={client} />));
