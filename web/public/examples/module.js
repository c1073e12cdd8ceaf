import { bindAction, GestureCamera } from "../embed/gesture-camera.js";

const hands = await GestureCamera.create({ threshold: 0.8 });
const watching = hands.watch(document.getElementById("film"));
bindAction(watching, { on: "thumbs_up" }, { click: "#like" });
for await (const { gesture, confidence } of watching) {
  document.getElementById("said").textContent = `${gesture}, ${Math.round(100 * confidence)} %`;
}
