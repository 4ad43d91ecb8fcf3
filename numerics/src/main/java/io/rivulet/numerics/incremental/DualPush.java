// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.HashMap;
import java.util.Map;

/// One entry of A⁻¹·b from the rows around it: y and s with Aᵀ·y + s = e_t, so that x*_t = x_t + yᵀ·r + sᵀ·(x* − x),
/// and
/// with a certificate |sᵀ·(x* − x)| <= η·Σ |s_j|·u_j. A push on row i takes s_i/a_ii into y and passes the row on.
/// At the end s is computed again from y, with an allowance for every rounding.
/// **Cost** the rows pushed, three times. **Source** Andersen, Chung, Lang 2006; numerics specification §6.1 (T3).
final class DualPush {
    private static final double FALL = 0.25;
    private static final int MAX_ROUNDS = 60;
    private static final double U = 0x1p-53;

    private final MutableSystem system;
    private final double[] x;
    private final double[] u;
    private final double eta;
    private final int target;
    private final Map<Integer, Cell> cells = new HashMap<>();
    private long work;

    private static final class Cell {
        double s;
        double y;
        double size;
        boolean queued;
    }

    DualPush(MutableSystem system, double[] x, Certificate certificate, double eta, int target) {
        this.system = system;
        this.x = x;
        this.u = certificate.u();
        this.eta = eta;
        this.target = target;
    }

    /// Pushes until the bound is at most `error` or `budget` units are used.
    EntryEstimate estimate(double error, long budget) {
        Cell start = new Cell();
        start.s = 1.0;
        cells.put(target, start);
        double threshold = u[target];
        double open = u[target];
        for (int round = 0; round < MAX_ROUNDS && work < budget && eta * open > Target.AIM * error; round++) {
            threshold *= FALL;
            open = round(threshold, Target.AIM * error / eta, budget);
        }
        return certified();
    }

    private double round(double threshold, double wanted, long budget) {
        int[] queue = new int[Math.max(16, cells.size())];
        int tail = 0;
        double open = 0.0;
        for (Map.Entry<Integer, Cell> entry : new java.util.TreeMap<>(cells).entrySet()) {
            Cell cell = entry.getValue();
            open += Math.abs(cell.s) * u[entry.getKey()];
            if (Math.abs(cell.s) * u[entry.getKey()] > threshold) {
                cell.queued = true;
                queue[tail++] = entry.getKey();
            }
        }
        for (int head = 0; head < tail && work < budget && open > wanted; head++) {
            int i = queue[head];
            Cell cell = cells.computeIfAbsent(i, _ -> new Cell());
            cell.queued = false;
            double step = cell.s / system.get(i, i);
            cell.y += step;
            int[] column = system.columns(i);
            double[] value = system.values(i);
            for (int k = system.from(i); k < system.to(i); k++) {
                int j = column[k];
                Cell other = cells.computeIfAbsent(j, _ -> new Cell());
                double before = Math.abs(other.s);
                other.s = j == i ? 0.0 : other.s - value[k] * step;
                open += (Math.abs(other.s) - before) * u[j];
                if (!other.queued && Math.abs(other.s) * u[j] > threshold) {
                    other.queued = true;
                    if (tail == queue.length) {
                        queue = java.util.Arrays.copyOf(queue, 2 * tail);
                    }
                    queue[tail++] = j;
                }
            }
            work += system.to(i) - system.from(i) + 1;
        }
        cells.values().forEach(cell -> cell.queued = false);
        return open;
    }

    private EntryEstimate certified() {
        cells.values().forEach(cell -> {
            cell.s = 0.0;
            cell.size = 0.0;
        });
        Cell start = java.util.Objects.requireNonNull(cells.get(target));
        start.s = 1.0;
        start.size = 1.0;
        CompensatedRow row = new CompensatedRow();
        double value = 0.0;
        double rounding = 0.0;
        double size = 0.0;
        int terms = 2;
        for (Map.Entry<Integer, Cell> entry : new java.util.TreeMap<>(cells).entrySet()) {
            int i = entry.getKey();
            double y = entry.getValue().y;
            if (y == 0) {
                continue;
            }
            int[] column = system.columns(i);
            double[] values = system.values(i);
            int from = system.from(i);
            int to = system.to(i);
            for (int k = from; k < to; k++) {
                Cell other = java.util.Objects.requireNonNull(cells.get(column[k]));
                double part = values[k] * y;
                other.s -= part;
                other.size += Math.abs(part);
            }
            double r = row.residual(column, values, from, to, system.b()[i], x);
            value += y * r;
            size += Math.abs(y) * Math.abs(r);
            rounding += Math.abs(y) * row.error;
            terms++;
            work += 2L * (to - from) + 1;
        }
        double open = 0.0;
        // Every s_j is a sum of at most `terms` rounded products.
        double gamma = 2.0 * terms * U;
        for (Map.Entry<Integer, Cell> entry : cells.entrySet()) {
            open += (Math.abs(entry.getValue().s) + gamma * entry.getValue().size) * u[entry.getKey()];
        }
        double estimate = x[target] + value;
        double bound = (eta * open + rounding + gamma * size + 2 * U * (Math.abs(estimate) + Math.abs(value)))
                * (1 + 2 * gamma + 4.0 * cells.size() * U);
        return EntryEstimate.of(target, estimate, Math.nextUp(bound) + Double.MIN_NORMAL, work, "dual_push");
    }
}
