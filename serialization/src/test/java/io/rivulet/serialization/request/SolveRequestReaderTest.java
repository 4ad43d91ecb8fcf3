// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.CSR;
import static io.rivulet.serialization.request.Requests.LIMITS;
import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static io.rivulet.serialization.request.Requests.solve;
import static io.rivulet.serialization.request.Requests.systemOf;
import static io.rivulet.serialization.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolveRequestReaderTest {
    private static final String MTX =
            "%%MatrixMarket matrix coordinate real general\n3 3 6\n" + "1 1 4\n1 2 1\n2 2 3\n2 3 2\n3 1 1\n3 3 5\n";

    private static void assertStandard(LinearSystem system) {
        CsrMatrix a = system.a();
        assertThat(a.rowStart()).containsExactly(0, 2, 4, 6);
        assertThat(a.column()).containsExactly(0, 1, 1, 2, 0, 2);
        assertThat(a.value()).containsExactly(4, 1, 3, 2, 1, 5);
        assertThat(system.b().values()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,4,6]",
                "'row_pointers':[0,2,4,6],'col_indices':[1,0,2,1,2,0],'values':[1,4,2,3,5,1]",
                "'values':[4,1,1,3,2,5],'row_indices':[0,2,0,1,1,2],'col_pointers':[0,2,4,6]",
                "'values':[5,1,2,3,1,4],'row_indices':[2,2,1,1,0,0],'col_indices':[2,0,2,1,1,0]",
                "'values':[5,1,2,1.5,1,4,1.5],'row_indices':[2,2,1,1,0,0,1],'col_indices':[2,0,2,1,1,0,1]",
                "'dense':[[4,1,0],[0,3,2.0],[1,-0.0,5e0]]",
            })
    void everyLayoutMeansTheSameMatrix(String data) {
        SolveRequest request =
                solve("{'vector':[1,2,3],'matrix':{'data':{" + data + "},'cols':3,'rows':3},'type':'solve_request'}");
        assertStandard(systemOf(request));
        assertThat(request.warnings()).isEmpty();
        assertThat(request.sessionId()).isNull();
    }

    @Test
    void matrixMarketTextMeansTheSameMatrix() {
        String mtx = MTX.replace("\n", "\\n");
        assertStandard(systemOf(solve("{'matrix':{'data':{'mtx':'" + mtx + "'}},'vector':[1,2,3]}")));
        assertStandard(systemOf(solve("{'matrix':{'rows':3,'cols':3,'nnz':6,'format':'mtx','data':{'mtx':'" + mtx
                + "'}},'vector':[1,2,3]}")));
        Problem problem = problemOf(() -> solve("{'matrix':{'rows':4,'data':{'mtx':'" + mtx + "'}},'vector':[1,2,3]}"));
        assertThat(problem.pointer()).isEqualTo("/matrix/rows");
        Problem bad = problemOf(
                () -> solve("{'matrix':{'data':{'mtx':'" + mtx.replace("1 1 4", "0 1 4") + "'}},'vector':[1]}"));
        assertThat(bad.code().wireName()).isEqualTo("invalid_matrix");
        assertThat(bad.line()).isEqualTo(3);
        Problem infinite = problemOf(
                () -> solve("{'matrix':{'data':{'mtx':'" + mtx.replace("1 1 4", "1 1 inf") + "'}},'vector':[1]}"));
        assertThat(infinite.code().wireName()).isEqualTo("non_finite_value");
    }

    @Test
    void aLabelThatDisagreesIsAWarning() {
        SolveRequest request = solve("""
            {'matrix':{'rows':3,'cols':3,'format':'csr','data':{'values':[4,1,1,3,2,5],
             'row_indices':[0,2,0,1,1,2],'col_pointers':[0,2,4,6]}},'vector':[1,2,3]}\
            """);
        assertStandard(systemOf(request));
        assertThat(request.warnings()).singleElement().asString().contains("format_mismatch");
    }

    @Test
    void unknownFieldsAreNamedWhereverTheyStand() {
        SolveRequest request = solve("""
            {'matrix':{'rows':3,'nzz':3,'cols':3,'data':{'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],
             'row_pointers':[0,2,4,6],'more':{'a':[1,{'b':2}]}}},'vector':[1,2,3],
             'options':{'tolerence':1,'stream':{'evry':1}},'flow_nexus':{'a/b~c':1},'Type':'x'}\
            """);
        assertStandard(systemOf(request));
        assertThat(String.join("\n", request.warnings()))
                .contains("/matrix/nzz ")
                .contains("/matrix/data/more ")
                .contains("/options/tolerence ")
                .contains("/options/stream/evry ")
                .contains("/flow_nexus/a~1b~0c ")
                .contains("/Type ");
    }

    @Test
    void warningsAreBounded() {
        StringBuilder more = new StringBuilder("'x':1");
        for (int k = 0; k < 5000; k++) {
            more.append(",'field").append(k).append("':").append(k);
        }
        assertThat(with(more.toString()).warnings())
                .hasSize(21)
                .last()
                .asString()
                .contains("4981 more");
    }

    @Test
    void aSparseVectorHasZerosElsewhere() {
        LinearSystem system =
                systemOf(solve("{'matrix':" + CSR + ",'vector':{'values':[7,-1],'indices':[2,0],'note':''}}"));
        assertThat(system.b().values()).containsExactly(-1, 0, 7);
    }

    @Test
    void namesThatNobodyKnowsAreBoundedToo() {
        StringBuilder names = new StringBuilder("'a':1");
        for (int k = 0; k < 10_100; k++) {
            names.append(",'field").append(k).append("':[]");
        }
        Problem flat = problemOf(() -> with(names.toString()));
        assertThat(flat.code().wireName()).isEqualTo("out_of_range");
        Problem nested = problemOf(() -> with("'extra':[{" + names + "}]"));
        assertThat(nested.code().wireName()).isEqualTo("out_of_range");
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        SessionSettings s = with("").settings();
        assertThat(s.method()).isEqualTo(Method.HYBRID);
        assertThat(s.preconditioner()).isEqualTo(PreconditionerKind.AUTO);
        assertThat(s.stopping().tolerance()).isEqualTo(1e-8);
        assertThat(s.stopping().absoluteTolerance()).isZero();
        assertThat(s.stopping().errorBound()).isNull();
        assertThat(s.stopping().maxIterations()).isEqualTo(10_000);
        assertThat(s.stopping().maxTimeMs()).isZero();
        assertThat(s.live()).isFalse();
        assertThat(s.swarm().enabled()).isFalse();
        assertThat(s.expiresAfterS()).isEqualTo(3600);
        assertThat(s.verifying().enabled()).isTrue();
        assertThat(s.verifying().interval()).isEqualTo(100);
        assertThat(s.verifying().probeCount()).isEqualTo(10);
        assertThat(s.verifying().tolerance()).isNull();
        assertThat(s.verifying().strategy()).isEqualTo(Strategy.RANDOM_PROBE);
        assertThat(s.converging().consecutiveIterations()).isEqualTo(10);
        assertThat(s.converging().swarmAgreement()).isEqualTo(0.95);
        assertThat(s.converging().residualThreshold()).isNull();
        assertThat(s.showing().every()).isZero();
        assertThat(s.showing().x()).isEqualTo(new XSelection.TopChanges(16));
        assertThat(s.showing().deadband()).isZero();
        assertThat(s.showing().buffer()).isEqualTo(1000);
        assertThat(s.name()).isNull();
        assertThat(s.labels()).isEmpty();
    }

    @Test
    void everyMethodAndPreconditionerIsAskedForByItsName() {
        for (Method method : Method.values()) {
            if (method.askable()) {
                assertThat(with("'method':'" + method.wireName() + "'")
                                .settings()
                                .method())
                        .isEqualTo(method);
            }
        }
        for (PreconditionerKind kind : PreconditionerKind.values()) {
            assertThat(with("'options':{'preconditioner':'" + kind.wireName() + "'}")
                            .settings()
                            .preconditioner())
                    .isEqualTo(kind);
        }
    }

    @Test
    void changesAreToldOfAnXThatFitsIntoALine() {
        XSelection x = with("'options':{'stream':{'x':'changes','deadband':0.5}}")
                .settings()
                .showing()
                .x();
        assertThat(x).isEqualTo(new XSelection.Changes());
        String most = "{'matrix':{'data':{'gallery':{'name':'path_laplacian','n':%d}}},"
                + "'vector':{'indices':[],'values':[]},'options':{'stream':{'x':'changes'}}}";
        assertThat(SolveRequestReader.read(body(most.formatted(100_000)), RequestLimits.DEFAULTS))
                .isNotNull();
        Problem problem =
                problemOf(() -> SolveRequestReader.read(body(most.formatted(100_001)), RequestLimits.DEFAULTS));
        assertThat(problem.code().wireName()).isEqualTo("unsupported_value");
        assertThat(problem.pointer()).isEqualTo("/options/stream/x");
        assertThat(problem.hint()).contains("top_changes");
    }

    @Test
    void everyOptionIsRead() {
        UUID id = UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        SolveRequest request = with("""
            'session_id':'7B1E9A52-6c3f-4a3e-9a43-2f5d1c8e0b6d','name':'n','labels':{'a':'b'},'method':'gmres',
            'options':{'tolerance':1e-6,'absolute_tolerance':1e-3,'error_bound':1e-4,'max_iterations':1e4,
             'max_time_ms':500,'preconditioner':'ilu','initial_guess':[1,2,3],'swarm_enabled':true,
             'verification':{'enabled':false,'interval':7,'probe_count':3,'tolerance':1e-5},
             'convergence':{'consecutive_iterations':2,'swarm_agreement':1,'residual_threshold':1e-7},
             'expires_after_s':'never','auto_correction':true,'live':true,'seed':-42,
             'stream':{'every':5,'x':'indices','x_indices':[2,0],'deadband':0.1,'buffer':20,
              'on_overflow':'drop_newest'}},
            'flow_nexus':{'swarm_topology':'mesh','cost_aggregation':'weighted_average',
             'verification_strategy':'projection'},'workflow':null\
            """);
        assertThat(request.sessionId()).isEqualTo(id);
        assertThat(request.initialGuess()).isNotNull();
        SessionSettings s = request.settings();
        assertThat(s.showing().x())
                .isInstanceOfSatisfying(
                        XSelection.Indices.class, x -> assertThat(x.indices()).containsExactly(2, 0));
        assertThat(s)
                .usingRecursiveComparison()
                .isEqualTo(SessionSettings.builder()
                        .method(Method.GMRES)
                        .preconditioner(PreconditionerKind.ILU)
                        .stopping(new SessionSettings.Stopping(1e-6, 1e-3, 1e-4, 10_000, 500))
                        .verifying(new SessionSettings.Verifying(false, 7, 3, 1e-5, Strategy.PROJECTION, false))
                        .converging(new SessionSettings.Converging(2, 1.0, 1e-7))
                        .showing(new SessionSettings.Showing(
                                5,
                                new XSelection.Indices(new int[] {2, 0}),
                                0.1,
                                20,
                                SessionSettings.Overflow.DROP_NEWEST))
                        .swarm(new SessionSettings.Swarm(
                                true, 0, Topology.MESH, SessionSettings.CostAggregation.WEIGHTED_AVERAGE, null))
                        .live(true)
                        .expiresAfterS(0)
                        .seed(-42)
                        .name("n")
                        .labels(Map.of("a", "b"))
                        .build());
        assertThat(request.warnings()).singleElement().asString().contains("swarm_enabled");
    }

    @ParameterizedTest
    @CsvSource({"mesh, MESH", "hierarchical, HIERARCHICAL", "ring, RING", "star, STAR"})
    void partsAndHowTheyExchangeAreRead(String given, Topology topology) {
        SolveRequest request =
                with("'flow_nexus':{'swarm_topology':'" + given + "'},'options':{'partitions':3,'swarm_enabled':true}");
        assertThat(request.settings().swarm().partitions()).isEqualTo(3);
        assertThat(request.settings().swarm().replicas()).isZero();
        assertThat(with("'options':{'replicas':4,'swarm_enabled':true}")
                        .settings()
                        .swarm()
                        .replicas())
                .isEqualTo(4);
        assertThat(request.settings().swarm().topology()).isEqualTo(topology);
        assertThat(request.settings().swarm().enabled()).isTrue();
        assertThat(request.warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SessionSettings.CostAggregation.class)
    void whatTheSwarmDoesIsRead(SessionSettings.CostAggregation aggregation) {
        UUID source = UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        SolveRequest request = with("'flow_nexus':{'swarm_topology':'star','cost_aggregation':'"
                + aggregation.name().toLowerCase(java.util.Locale.ROOT) + "','cost_source':'" + source
                + "','verification_strategy':'consensus'},'options':{'auto_correction':false}");
        assertThat(request.settings().swarm())
                .isEqualTo(new SessionSettings.Swarm(
                        false, 0, Topology.STAR, aggregation, new SessionSettings.CostSource(source, 0)));
        assertThat(request.settings().verifying().consensus()).isTrue();
        assertThat(request.settings().verifying().strategy()).isEqualTo(Strategy.FULL_RESIDUAL);
        assertThat(request.settings().autoCorrection()).isFalse();
        assertThat(request.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none", "full", "top_changes"})
    void theSelectionOfXIsRead(String x) {
        XSelection selection = with("'options':{'stream':{'x':'" + x + "'}}")
                .settings()
                .showing()
                .x();
        assertThat(selection)
                .isInstanceOf(
                        switch (x) {
                            case "none" -> XSelection.None.class;
                            case "full" -> XSelection.Full.class;
                            default -> XSelection.TopChanges.class;
                        });
        assertThat(with("'options':{'stream':{'x':'" + x + "','x_indices':[1]}}")
                        .warnings())
                .singleElement()
                .asString()
                .contains("x_indices");
    }

    @Test
    void neverExpiringIsRefusedWhereItIsNotAllowed() {
        var strict = new RequestLimits(100, 1000, false);
        Problem problem = problemOf(() ->
                SolveRequestReader.read(body(Requests.standard("'options':{'expires_after_s':'never'}")), strict));
        assertThat(problem.pointer()).isEqualTo("/options/expires_after_s");
        assertThat(problem.code().wireName()).isEqualTo("unsupported_value");
    }

    @Test
    void whatAShortTextStandsForIsCounted() {
        var taken = new AtomicLong();
        RequestLimits counted = RequestLimits.DEFAULTS.within(taken::addAndGet);
        String gallery = "'matrix':{'data':{'gallery':{'name':'poisson2d','nx':300,'ny':300}}}";
        SolveRequestReader.read(body("{" + gallery + "}"), counted);
        assertThat(taken).hasValue(0);
        SolveRequestReader.read(body("{" + gallery + ",'vector':{'indices':[5],'values':[1]}}"), counted);
        assertThat(taken).hasValue(90_000 * 8);
        taken.set(0);
        VerifyRequestReader.read(body("{" + gallery + ",'solution':{'indices':[],'values':[]}}"), counted);
        assertThat(taken).hasValue(90_000 * 8);
    }

    @Test
    void limitsOfRowsAndEntriesHold() {
        var small = new RequestLimits(2, 5, true);
        Problem entries = problemOf(() -> SolveRequestReader.read(body(Requests.standard("")), small));
        assertThat(entries.code().wireName()).isEqualTo("out_of_range");
        assertThat(entries.pointer()).isEqualTo("/matrix/data/values/5");
        Problem dense = problemOf(
                () -> SolveRequestReader.read(body("{'matrix':{'data':{'dense':[[1,1,1],[1,1,1],[1,1,1]]}}}"), small));
        assertThat(dense.pointer()).isEqualTo("/matrix/data/dense/1/2");
        Problem rows = problemOf(() -> SolveRequestReader.read(
                body("{'matrix':{'data':{'gallery':{'name':'path_laplacian','n':3}}}}"), small));
        assertThat(rows.pointer()).isEqualTo("/matrix/data/gallery");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'name':'poisson2d','nx':9,'ny':8",
                "'name':'poisson3d','nx':2,'ny':3,'nz':4",
                "'name':'random_dd','n':9,'nnz_per_row':3,'alpha':0.5,'symmetric':true,'hubs':1,'seed':7",
                "'name':'anisotropic2d','nx':2,'ny':3,'epsilon':0.1",
                "'name':'path_laplacian','n':5",
                "'name':'grid_plus_leak','nx':2,'ny':3,'leak':0.5",
            })
    void aRecipeStaysARecipe(String fields) {
        SolveRequest request = solve("{'matrix':{'data':{'gallery':{" + fields + "}}}}");
        var gallery = (SystemSource.Gallery) request.system();
        assertThat(gallery.b()).isNull();
        GalleryRecipe expected = switch (fields.substring(8, 16)) {
            case "poisson2" -> new GalleryRecipe.Poisson2d(9, 8);
            case "poisson3" -> new GalleryRecipe.Poisson3d(2, 3, 4);
            case "random_d" -> new GalleryRecipe.RandomDominant(9, 3, 0.5, true, 1, 7);
            case "anisotro" -> new GalleryRecipe.Anisotropic2d(2, 3, 0.1);
            case "path_lap" -> new GalleryRecipe.PathLaplacian(5);
            default -> new GalleryRecipe.GridPlusLeak(2, 3, 0.5);
        };
        assertThat(gallery.recipe()).isEqualTo(expected);
        assertThat(request.warnings()).isEmpty();
    }

    @Test
    void aRecipeMayHaveAVectorAndMustAgreeWithItsRows() {
        String gallery = "'data':{'gallery':{'name':'path_laplacian','n':3}}";
        SolveRequest request =
                solve("{'matrix':{" + gallery + ",'rows':3,'cols':3},'vector':{'indices':[1],'values':[2]}}");
        assertThat(((SystemSource.Gallery) request.system()).b())
                .isNotNull()
                .satisfies(b -> assertThat(b.values()).containsExactly(0, 2, 0));
        assertThat(problemOf(() -> solve("{'matrix':{" + gallery + ",'rows':4}}"))
                        .pointer())
                .isEqualTo("/matrix/rows");
        assertThat(problemOf(() -> solve("{'matrix':{" + gallery + "},'vector':[1]}"))
                        .code()
                        .wireName())
                .isEqualTo("dimension_mismatch");
    }

    @Test
    void damagedGzipIsAMalformedBody() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(Requests.bytes(Requests.standard("")));
        }
        byte[] bytes = packed.toByteArray();
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 20);
        Problem problem =
                problemOf(() -> SolveRequestReader.read(new GZIPInputStream(new ByteArrayInputStream(cut)), LIMITS));
        assertThat(problem.code().wireName()).isEqualTo("malformed_body");
        bytes[20] ^= 0x55;
        bytes[21] ^= 0x55;
        Problem damaged =
                problemOf(() -> SolveRequestReader.read(new GZIPInputStream(new ByteArrayInputStream(bytes)), LIMITS));
        assertThat(damaged.code().status()).isEqualTo(400);
        assertThat(problemOf(() -> SolveRequestReader.read(broken(new EOFException("cut")), LIMITS))
                        .code()
                        .wireName())
                .isEqualTo("malformed_body");
    }

    @Test
    void aBrokenConnectionIsNoProblemOfTheBody() {
        assertThatThrownBy(() -> SolveRequestReader.read(broken(new IOException("reset")), LIMITS))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static InputStream broken(IOException fault) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw fault;
            }
        };
    }

    /// Everything ever allocated bounds what is held at once. Rows of three, values of 17 digits.
    @ParameterizedTest
    @CsvSource({"row_pointers,col_indices,3.0", "col_pointers,row_indices,3.3"})
    void aLargeBodyTakesAtMostThreeTimesItsArrays(String pointers, String indices, double factor) {
        int n = 60_000;
        byte[] large = tridiagonal(n, pointers, indices);
        SolveRequestReader.read(new ByteArrayInputStream(large), LIMITS);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        LinearSystem system = systemOf((SolveRequest) SolveRequestReader.read(new ByteArrayInputStream(large), LIMITS));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(system.a().nnz()).isEqualTo(3 * n - 2);
        assertThat((double) allocated / system.sizeBytes()).isLessThan(factor);
    }

    private static byte[] tridiagonal(int n, String pointerField, String indexField) {
        var values = new StringBuilder();
        var indices = new StringBuilder();
        var pointers = new StringBuilder("0");
        var b = new StringBuilder();
        int nnz = 0;
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                values.append(nnz == 0 ? "" : ",").append(i == j ? 4.0 : Math.sin(i + j));
                indices.append(nnz == 0 ? "" : ",").append(j);
                nnz++;
            }
            pointers.append(',').append(nnz);
            b.append(i == 0 ? "" : ",").append(Math.cos(i));
        }
        return Requests.bytes("{'matrix':{'rows':" + n + ",'cols':" + n + ",'data':{'values':[" + values + "],'"
                + indexField + "':[" + indices + "],'" + pointerField + "':[" + pointers + "]}},'vector':[" + b
                + "]}");
    }
}
