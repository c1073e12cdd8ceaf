/** Both builds of the kernel, for tests that compare them. */

import plain from "virtual:kernel/plain";
import vectors from "virtual:kernel/vectors";
import { compile } from "../worker/frame/kernel-code";

export const builds = { vectors: () => compile(vectors), plain: () => compile(plain) };
