// SPDX-License-Identifier: Apache-2.0
// One system, one method of the npm package sublinear-time-solver, several runs:
//     node ancestor_peer.mjs FOLDER RTOL RUNS METHOD
// FOLDER holds system.bin; x.bin is written beside it. Prints one JSON object, as petsc_peer.py does. What the package
// itself prints goes to stderr.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
console.log = console.error;
const [folder, rtolText, runsText, method] = process.argv.slice(2);
const bytes = readFileSync(join(folder, 'system.bin'));
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const n = Number(new BigInt64Array(buffer, 0, 2)[0]);
const nnz = Number(new BigInt64Array(buffer, 0, 2)[1]);
let at = 16;
const pointers = new Int32Array(buffer, at, n + 1);
at += 4 * (n + 1);
const columns = new Int32Array(buffer, at, nnz);
at += 4 * nnz;
const values = Array.from(new Float64Array(buffer.slice(at, at + 8 * nnz)));
at += 8 * nnz;
const b = Array.from(new Float64Array(buffer.slice(at, at + 8 * n)));
const rowIndices = new Array(nnz);
for (let i = 0; i < n; i++) for (let k = pointers[i]; k < pointers[i + 1]; k++) rowIndices[k] = i;
const matrix = { rows: n, cols: n, values, rowIndices, colIndices: Array.from(columns), format: 'coo' };
const norm = Math.hypot(...[b.reduce((s, v) => s + v * v, 0)].map(Math.sqrt));
const { SublinearSolver } = await import('sublinear-time-solver/core');
const solve = [];
let result;
for (let run = 0; run < Number(runsText); run++) {
  const solver = new SublinearSolver({ method, epsilon: Number(rtolText) * norm, maxIterations: 100000, timeout: 600000, seed: 1 });
  const begun = performance.now();
  result = await solver.solve(matrix, b);
  solve.push((performance.now() - begun) / 1000);
}
writeFileSync(join(folder, 'x.bin'), Buffer.from(new Float64Array(result.solution).buffer));
process.stdout.write(JSON.stringify({ setup: solve.map(() => 0), solve, iterations: result.iterations, reason: result.converged ? 1 : -1, rss_mb: process.memoryUsage().rss / 1048576 }) + '\n', () => process.exit(0));
