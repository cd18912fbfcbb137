import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/mantine.css";
import "./theme/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { client, followChanges } from "./queries";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
followChanges(client);
createRoot(root).render(<App queries={client} />);
