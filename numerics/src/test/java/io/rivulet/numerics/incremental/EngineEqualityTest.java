// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.KernelProviders;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.kernels.ThreadTeam;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever computes, the same happens to the last bit: x, residuals, bounds, certificates and counted work.
class EngineEqualityTest {
    private static final List<ThreadTeam> TEAMS = new ArrayList<>();

    static {
        for (int width : new int[] {2, 3, 8}) {
            TEAMS.add(ThreadTeam.start(
                    width, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false));
        }
    }

    @AfterAll
    static void close() {
        TEAMS.forEach(ThreadTeam::close);
    }

    /// Counts the calls that can be shared.
    private static final class Counted implements Team {
        private final Team team;
        private long shared;

        Counted(Team team) {
            this.team = team;
        }

        @Override
        public int width() {
            return team.width();
        }

        @Override
        public void run(int chunks, ChunkTask task) {
            shared += chunks > 1 ? 1 : 0;
            team.run(chunks, task);
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsAndVectorsChangeNoBitOfASolveNorOfAnyRepair(EngineScenario.Case each) {
        assertThat(each.matrix().nnz()).isGreaterThan(EngineScenario.LEAST_ENTRIES);
        List<String> expected = each.run(new Execution(Team.serial(), Kernels.scalar()));
        for (Kernels kernels : KernelProviders.all()) {
            assertThat(each.run(new Execution(Team.serial(), kernels)))
                    .as("alone, %s", kernels.provider())
                    .isEqualTo(expected);
            List<ThreadTeam> teams = kernels == Kernels.scalar() ? TEAMS.subList(1, 2) : TEAMS;
            for (ThreadTeam team : teams) {
                Counted counted = new Counted(team);
                assertThat(each.run(new Execution(counted, kernels)))
                        .as("%d threads, %s", team.width(), kernels.provider())
                        .isEqualTo(expected);
                assertThat(counted.shared).isGreaterThan(20);
            }
        }
    }

    /// The scenario is about what its names say.
    @ParameterizedTest
    @EnumSource
    void theMainPlansAndPushesAreWhatHappens(EngineScenario.Case each) {
        List<String> lines = each.run(Execution.serial());
        String cold = lines.get(1);
        assertThat(cold).startsWith(each == EngineScenario.Case.ELIMINATION ? "direct " : "cold ");
        assertThat(cold)
                .contains(
                        switch (each) {
                            case MULTIGRID -> " cg amg ";
                            case SAMPLED -> " cg approx_cholesky ";
                            case SWEEPS -> " jacobi none ";
                            case ELIMINATION -> " sparse_ldl none ";
                            case UNSYMMETRIC -> " bicgstab ilu ";
                        });
        assertThat(cold)
                .contains(
                        each == EngineScenario.Case.MULTIGRID || each == EngineScenario.Case.UNSYMMETRIC
                                ? Certificate.COMPARISON
                                : Certificate.STRICT);
        // On grids the change of one entry reaches far, and a warm start is cheaper.
        boolean local = each == EngineScenario.Case.SAMPLED || each == EngineScenario.Case.SWEEPS;
        assertThat(lines).anyMatch(line -> line.startsWith(local ? "push " : "warm_restart "));
        assertThat(lines.getLast()).startsWith("refined ");
    }
}
