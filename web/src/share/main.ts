/** The root of /share, the window in which the package gesture-camera has its visitors asked. */

import { Api } from "../api/api";
import { SharePage } from "./share-page";

const page = new SharePage({ page: document, api: new Api(), opener: window.opener, close: () => window.close() });
window.addEventListener("message", (event) => page.hear(event));
window.addEventListener("focus", () => page.arm());
page.open();
