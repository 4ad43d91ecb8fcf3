// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A DC power flow by the schoolbook, for holding the grid's sparse system against: by names of buses instead of
/// unknowns, dense, by Gaussian elimination with pivots. Shares nothing with what it checks but the list of branches
/// and what is injected where.
public final class DensePowerFlow {
    private final String slack;
    private final List<String> buses;
    private final Map<String, Integer> place = new HashMap<>();
    private final List<Branch> branches = new ArrayList<>();
    private final Map<String, Double> megawatts = new HashMap<>();

    public DensePowerFlow(PowerGrid grid) {
        slack = grid.slackBus();
        branches.addAll(grid.branches());
        Set<String> names = new TreeSet<>();
        for (Branch branch : branches) {
            names.add(branch.fromBus());
            names.add(branch.toBus());
        }
        names.remove(slack);
        buses = List.copyOf(names);
        for (int k = 0; k < buses.size(); k++) {
            place.put(buses.get(k), k);
        }
        for (int k = 0; k < grid.buses().size(); k++) {
            megawatts.put(
                    grid.buses().get(k), PowerGrid.BASE_MVA * grid.injections().get(k));
        }
    }

    public DensePowerFlow without(Collection<Branch> out) {
        branches.removeAll(out);
        return this;
    }

    public DensePowerFlow inject(String bus, double more) {
        megawatts.merge(bus, more, Double::sum);
        return this;
    }

    /// The matrix by names: `matrix()[place(i)][place(j)]`.
    public double[][] matrix() {
        double[][] b = new double[buses.size()][buses.size()];
        for (Branch branch : branches) {
            Integer i = place.get(branch.fromBus());
            Integer j = place.get(branch.toBus());
            if (i != null) {
                b[i][i] += branch.susceptance();
            }
            if (j != null) {
                b[j][j] += branch.susceptance();
            }
            if (i != null && j != null) {
                b[i][j] -= branch.susceptance();
                b[j][i] -= branch.susceptance();
            }
        }
        return b;
    }

    public int place(String bus) {
        return place.get(bus);
    }

    /// Radians by bus, the grounded one included.
    public Map<String, Double> angles() {
        double[][] a = matrix();
        double[] x = new double[buses.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = megawatts.getOrDefault(buses.get(i), 0.0) / PowerGrid.BASE_MVA;
        }
        solve(a, x);
        Map<String, Double> angles = new HashMap<>();
        angles.put(slack, 0.0);
        for (int i = 0; i < x.length; i++) {
            angles.put(buses.get(i), x[i]);
        }
        return angles;
    }

    private static void solve(double[][] a, double[] x) {
        int n = x.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            double[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            double value = x[pivot];
            x[pivot] = x[k];
            x[k] = value;
            for (int i = k + 1; i < n; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < n; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                x[i] -= factor * x[k];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
    }

    public static double flowMegawatts(Branch branch, Map<String, Double> angles) {
        return PowerGrid.BASE_MVA * branch.susceptance() * (angles.get(branch.fromBus()) - angles.get(branch.toBus()));
    }
}
