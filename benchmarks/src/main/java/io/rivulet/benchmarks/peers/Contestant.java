// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.benchmarks.peers.Problem.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// One way to solve a system, as a process of its own: it reads `system.bin`, solves `runs` times after warming up,
/// writes
/// `x.bin` and prints a JSON object with seconds of `setup` and `solve` for each run.
///
/// @param peer the product
/// @param way its configuration
/// @param fits which problems its documentation offers it for
record Contestant(String peer, String way, Predicate<Problem> fits, List<String> command, List<String> tail) {
    /// Hypre's advice for three dimensions.
    private static final String STRONG = "cg+hypre strong 0.5";

    /// What hypre's authors use on many cores: leaner grids (De Sterck, Yang, Heys 2006).
    private static final String PARALLEL = "cg+hypre HMIS ext+i";

    private static final Predicate<Problem> ANY = _ -> true;
    private static final Predicate<Problem> DEFINITE = p -> p.shape() == Shape.DEFINITE;
    private static final Predicate<Problem> SYMMETRIC = p -> p.shape() != Shape.GENERAL;
    private static final Predicate<Problem> GENERAL = p -> p.shape() == Shape.GENERAL;

    String name() {
        return peer + " " + way;
    }

    List<String> commandLine(Path folder, double rtol, int runs) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(folder.toString(), Double.toString(rtol), Integer.toString(runs)));
        line.addAll(tail);
        return line;
    }

    /// All of them; `scripts` is the folder of this project's peers.
    static List<Contestant> all(Path scripts, List<String> java) {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant("rivulet", "hybrid", ANY, java, List.of()));
        String petsc = scripts.resolve("petsc_peer.py").toString();
        for (int ranks : new int[] {1, 2}) {
            for (String way : List.of("cg+jacobi", "cg+icc", "cg+gamg", "cg+hypre", STRONG, PARALLEL)) {
                all.add(petsc(petsc, ranks, way, DEFINITE));
            }
            for (String way : List.of("bcgs+jacobi", "bcgs+ilu", "gmres+ilu", "fgmres+hypre")) {
                all.add(petsc(petsc, ranks, way, GENERAL));
            }
        }
        all.add(petsc(petsc, 2, "cholesky(mumps)", DEFINITE));
        all.add(petsc(petsc, 2, "lu(mumps)", ANY));
        all.add(petsc(petsc, 1, "minres+jacobi", SYMMETRIC));
        String scipy = scripts.resolve("scipy_peer.py").toString();
        for (String way : List.of("cg_jacobi", "splu_amd", "minres")) {
            all.add(scipy(scipy, way, SYMMETRIC));
        }
        for (String way : List.of("bicgstab", "bicgstab_jacobi", "bicgstab_ilu", "gmres_ilu", "splu_colamd")) {
            all.add(scipy(scipy, way, GENERAL));
        }
        String ancestor = scripts.resolve("ancestor_peer.mjs").toString();
        for (String way : List.of("neumann", "forward-push")) {
            all.add(new Contestant(
                    "sublinear-time-solver",
                    way,
                    ANY,
                    List.of("node", "--max-old-space-size=8192", ancestor),
                    List.of(way)));
        }
        return all;
    }

    private static Contestant scipy(String script, String way, Predicate<Problem> fits) {
        return new Contestant("scipy", way, fits, List.of("/usr/bin/python3", script), List.of(way));
    }

    private static Contestant petsc(String script, int ranks, String way, Predicate<Problem> fits) {
        List<String> options = switch (way) {
            case "cholesky(mumps)" -> options("preonly", "cholesky", "-pc_factor_mat_solver_type", "mumps");
            case "lu(mumps)" -> options("preonly", "lu", "-pc_factor_mat_solver_type", "mumps");
            case STRONG -> options("cg", "hypre", "-pc_hypre_boomeramg_strong_threshold", "0.5");
            case PARALLEL ->
                options(
                        "cg",
                        "hypre",
                        "-pc_hypre_boomeramg_coarsen_type",
                        "HMIS",
                        "-pc_hypre_boomeramg_interp_type",
                        "ext+i",
                        "-pc_hypre_boomeramg_strong_threshold",
                        "0.5",
                        "-pc_hypre_boomeramg_P_max",
                        "4");
            default -> {
                String[] parts = way.split("\\+", 2);
                yield ranks > 1 && (parts[1].equals("icc") || parts[1].equals("ilu"))
                        ? options(parts[0], "bjacobi", "-sub_pc_type", parts[1])
                        : options(parts[0], parts[1]);
            }
        };
        if (fits == DEFINITE) {
            options.addAll(List.of("-symmetric", "-definite"));
        } else if (fits == SYMMETRIC) {
            options.add("-symmetric");
        }
        return new Contestant(
                "petsc",
                way + (ranks > 1 ? " ×" + ranks : ""),
                fits,
                List.of("mpiexec", "--allow-run-as-root", "-n", Integer.toString(ranks), "/usr/bin/python3", script),
                options);
    }

    private static List<String> options(String ksp, String pc, String... more) {
        List<String> options = new ArrayList<>(List.of("-ksp_type", ksp, "-pc_type", pc));
        options.addAll(List.of(more));
        return options;
    }
}
