// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Solves each problem by every contestant that fits it, one process after the other, judges each x by the same
/// compensated
/// residual, and writes results as data and as a table. Arguments: `small`, `headline` or `real=FOLDER`, any number of
/// them; `only=REGEX` of problem names, `rtol=1e-8`, `runs=5`, `limit=180` (seconds a contestant may take for one
/// problem), `scripts=FOLDER`, `out=FILE.json`.
public final class PeerTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A contestant that stops by its own, slightly different, measure has met the tolerance; one beyond this has
    /// failed.
    private static final double SLACK = 1.05;

    /// One contestant's answer to one problem; `seconds` is the median of set-up and solve, NaN where it failed.
    record Result(
            String problem,
            String contestant,
            double seconds,
            double setup,
            double residual,
            JsonNode told,
            String fault) {
        boolean solved() {
            return fault.isEmpty();
        }
    }

    private final Options options;
    private final List<Contestant> contestants;
    private final PrintStream out;
    private final List<Result> results = new ArrayList<>();

    record Options(List<Problem> problems, double rtol, int runs, int limitSeconds, Path scripts, Path json) {
        static Options parse(String[] arguments) throws IOException {
            List<Problem> problems = new ArrayList<>();
            double rtol = 1e-8;
            int runs = 5;
            int limit = 180;
            Path scripts = Path.of("benchmarks", "peers");
            Path json = Path.of("benchmarks", "target", "peers.json");
            Pattern only = Pattern.compile(".*");
            for (String argument : arguments) {
                String value = argument.substring(argument.indexOf('=') + 1);
                switch (argument.split("=", 2)[0]) {
                    case "small" -> problems.addAll(Problems.small());
                    case "headline" -> problems.addAll(Problems.headline());
                    case "real" -> problems.addAll(Problems.real(Path.of(value)));
                    case "only" -> only = Pattern.compile(value);
                    case "rtol" -> rtol = Double.parseDouble(value);
                    case "runs" -> runs = Integer.parseInt(value);
                    case "limit" -> limit = Integer.parseInt(value);
                    case "scripts" -> scripts = Path.of(value);
                    case "out" -> json = Path.of(value);
                    default -> throw new IllegalArgumentException("unknown argument " + argument);
                }
            }
            Predicate<String> wanted = only.asMatchPredicate();
            problems.removeIf(problem -> !wanted.test(problem.name()));
            return new Options(problems, rtol, runs, limit, scripts, json);
        }
    }

    PeerTable(Options options, List<Contestant> contestants, PrintStream out) {
        this.options = options;
        this.contestants = contestants;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.parse(arguments);
        new PeerTable(options, Contestant.all(options.scripts(), java()), System.out).run();
    }

    List<Result> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rivulet-peers-");
        for (Problem problem : options.problems()) {
            LinearSystem system = problem.system();
            SystemFile.write(folder, system);
            for (Contestant contestant : contestants) {
                if (contestant.fits().test(problem)) {
                    Result result = measure(folder, problem, system, contestant);
                    results.add(result);
                    out.printf(Locale.ROOT, "%-22s %-34s %s%n", problem.name(), contestant.name(), said(result));
                }
            }
        }
        Files.createDirectories(options.json().toAbsolutePath().getParent());
        Files.writeString(options.json(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(asJson()));
        out.print(table());
        return results;
    }

    /// The command of our own process, with the flags of this one.
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RivuletContestant.class.getName()));
        return command;
    }

    private Result measure(Path folder, Problem problem, LinearSystem system, Contestant contestant)
            throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("x.bin"));
        Path told = folder.resolve("told.txt");
        Path errors = folder.resolve("errors.txt");
        Process process;
        try {
            process = new ProcessBuilder(contestant.commandLine(folder, options.rtol(), options.runs()))
                    .redirectOutput(told.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException notThere) {
            return failed(problem, contestant, "not installed");
        }
        if (!process.waitFor(options.limitSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return failed(problem, contestant, "over " + options.limitSeconds() + " s");
        }
        String text = Files.readString(told, StandardCharsets.UTF_8);
        int begin = text.lastIndexOf("{\"setup\"");
        if (process.exitValue() != 0 || begin < 0) {
            String error = Files.readString(errors, StandardCharsets.UTF_8).strip();
            return failed(problem, contestant, "exit " + process.exitValue() + ": " + lastLine(error));
        }
        JsonNode answer = JSON.readTree(text.substring(begin));
        double residual =
                TrueResidual.of(system, SystemFile.readX(folder, system.rows())).relative();
        List<Double> totals = new ArrayList<>();
        List<Double> setups = new ArrayList<>();
        for (int k = 0; k < answer.path("setup").size(); k++) {
            setups.add(answer.path("setup").get(k).asDouble());
            totals.add(setups.getLast() + answer.path("solve").get(k).asDouble());
        }
        String fault = residual <= SLACK * options.rtol() ? "" : String.format(Locale.ROOT, "residual %.1e", residual);
        return new Result(problem.name(), contestant.name(), median(totals), median(setups), residual, answer, fault);
    }

    private static Result failed(Problem problem, Contestant contestant, String fault) {
        return new Result(
                problem.name(), contestant.name(), Double.NaN, Double.NaN, Double.NaN, JSON.createObjectNode(), fault);
    }

    private static String lastLine(String text) {
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return last.length() > 120 ? last.substring(0, 120) : last;
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        int half = sorted.size() / 2;
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static String said(Result r) {
        return r.solved()
                ? String.format(
                        Locale.ROOT,
                        "%8.3f s (set-up %.3f), %s iterations, residual %.1e %s",
                        r.seconds(),
                        r.setup(),
                        r.told().path("iterations").asText(),
                        r.residual(),
                        r.told().path("way").asText())
                : "failed: " + r.fault();
    }

    /// For each problem: ours, the best peer, their ratio (below 1: we are faster), and the field.
    String table() {
        StringBuilder text = new StringBuilder(
                "\n| problem | Rivulet s | way | best peer | s | ours ÷ best | failed |\n|---|---|---|---|---|---|---|\n");
        for (Problem problem : options.problems()) {
            List<Result> field = results.stream()
                    .filter(r -> r.problem().equals(problem.name()))
                    .toList();
            Result ours = field.getFirst();
            Result best = bestPeer(field);
            long failed = field.stream().filter(r -> !r.solved()).count();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %d of %d |%n",
                    problem.name(),
                    ours.solved() ? String.format(Locale.ROOT, "%.3f", ours.seconds()) : "failed: " + ours.fault(),
                    ours.told().path("way").asText(),
                    best == null ? "–" : best.contestant(),
                    best == null ? "–" : String.format(Locale.ROOT, "%.3f", best.seconds()),
                    best == null || !ours.solved()
                            ? "–"
                            : String.format(Locale.ROOT, "%.2f", ours.seconds() / best.seconds()),
                    failed,
                    field.size()));
        }
        return text.append(profile()).toString();
    }

    private static @Nullable Result bestPeer(List<Result> field) {
        return field.stream()
                .filter(r -> r.solved() && !r.contestant().startsWith("rivulet"))
                .min(Comparator.comparingDouble(Result::seconds))
                .orElse(null);
    }

    /// Part of the problems that a contestant solves within τ times the best time (Dolan, Moré 2002).
    private String profile() {
        double[] taus = {1, 1.2, 2, 4, 10, 100};
        StringBuilder text = new StringBuilder(
                "\n| within τ × the best | 1 | 1.2 | 2 | 4 | 10 | 100 |\n|---|---|---|---|---|---|---|\n");
        List<String> names = results.stream().map(Result::contestant).distinct().toList();
        for (String name : names) {
            text.append("| ").append(name);
            for (double tau : taus) {
                long within = options.problems().stream()
                        .filter(p -> ratio(p.name(), name) <= tau)
                        .count();
                text.append(String.format(
                        Locale.ROOT,
                        " | %.2f",
                        (double) within / options.problems().size()));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private double ratio(String problem, String contestant) {
        double best = results.stream()
                .filter(r -> r.problem().equals(problem) && r.solved())
                .mapToDouble(Result::seconds)
                .min()
                .orElse(Double.NaN);
        return results.stream()
                .filter(r -> r.problem().equals(problem) && r.contestant().equals(contestant) && r.solved())
                .mapToDouble(r -> r.seconds() / best)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private ObjectNode asJson() throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("cpu", cpu());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("jdk", Runtime.version().toString());
        all.put(
                "flags",
                String.join(
                        " ",
                        java.lang.management.ManagementFactory.getRuntimeMXBean()
                                .getInputArguments()));
        all.put("commit", commit());
        all.put("rtol", options.rtol());
        ArrayNode list = all.putArray("results");
        for (Result r : results) {
            ObjectNode one = list.addObject();
            one.put("problem", r.problem()).put("contestant", r.contestant());
            if (r.solved()) {
                one.put("seconds", r.seconds());
            } else {
                one.put("fault", r.fault());
            }
            one.put("residual", r.residual());
            one.set("told", r.told());
        }
        return all;
    }

    private static String cpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
