// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Solves each problem to each tolerance by every contestant that fits it, one process after the other, judges each x
/// by the same compensated residual, and writes results as data, as a table and as a performance profile. Arguments:
/// `small`, `headline` or `real=FOLDER`, any number of them; `only=REGEX` of problem names, `who=REGEX` of contestants,
/// `rtol=1e-8` or several with
/// commas, `runs=5` of a process, `rounds=1` (processes of ours and of the two best peers, in turn), `limit=180`
/// (seconds a contestant may take for one problem and tolerance; who misses it is not
/// asked for more digits), `scripts=FOLDER`, `out=FILE.json` (the profile goes beside it as CSV and SVG).
public final class PeerTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A contestant that stops by its own, slightly different, measure has met the tolerance; one beyond this has
    /// failed.
    private static final double SLACK = 1.05;

    /// So many of the best peers are measured again.
    private static final int AGAIN = 2;

    /// Begins what is said of a contestant that took too long.
    private static final String OVER = "over ";

    private final Options options;
    private final List<Contestant> contestants;
    private final PrintStream out;
    private final List<Result> results = new ArrayList<>();

    record Options(
            List<Problem> problems,
            Predicate<String> who,
            List<Double> rtols,
            int runs,
            int rounds,
            int limitSeconds,
            Path scripts,
            Path json) {
        static Options parse(String[] arguments) throws IOException {
            List<Problem> problems = new ArrayList<>();
            List<Double> rtols = List.of(1e-8);
            int runs = 5;
            int rounds = 1;
            int limit = 180;
            Path scripts = Path.of("benchmarks", "peers");
            Path json = Path.of("benchmarks", "target", "peers.json");
            Pattern only = Pattern.compile(".*");
            Pattern who = Pattern.compile(".*");
            for (String argument : arguments) {
                String value = argument.substring(argument.indexOf('=') + 1);
                switch (argument.split("=", 2)[0]) {
                    case "small" -> problems.addAll(Problems.small());
                    case "headline" -> problems.addAll(Problems.headline());
                    case "real" -> problems.addAll(Problems.real(Path.of(value)));
                    case "only" -> only = Pattern.compile(value);
                    case "who" -> who = Pattern.compile(value);
                    case "rtol" ->
                        rtols = Arrays.stream(value.split(","))
                                .map(Double::valueOf)
                                .sorted(Comparator.reverseOrder())
                                .toList();
                    case "runs" -> runs = Integer.parseInt(value);
                    case "rounds" -> rounds = Integer.parseInt(value);
                    case "limit" -> limit = Integer.parseInt(value);
                    case "scripts" -> scripts = Path.of(value);
                    case "out" -> json = Path.of(value);
                    default -> throw new IllegalArgumentException("unknown argument " + argument);
                }
            }
            Predicate<String> wanted = only.asMatchPredicate();
            problems.removeIf(problem -> !wanted.test(problem.name()));
            return new Options(problems, who.asMatchPredicate(), rtols, runs, rounds, limit, scripts, json);
        }
    }

    PeerTable(Options options, List<Contestant> contestants, PrintStream out) {
        this.options = options;
        this.contestants = contestants;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.parse(arguments);
        List<Contestant> asked = Contestant.all(options.scripts(), java()).stream()
                .filter(contestant -> options.who().test(contestant.name()))
                .toList();
        new PeerTable(options, asked, System.out).run();
    }

    List<Result> run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rivulet-peers-");
        for (Problem problem : options.problems()) {
            LinearSystem system = problem.system();
            SystemFile.write(folder, system);
            Set<Contestant> late = new HashSet<>();
            for (double rtol : options.rtols()) {
                results.addAll(field(folder, problem, new Case(problem.name(), rtol), system, late));
            }
        }
        Files.createDirectories(options.json().toAbsolutePath().getParent());
        Files.writeString(options.json(), PeerData.of(results).toPrettyString());
        Profile profile = Profile.of(results);
        Files.writeString(beside(options.json(), ".csv"), profile.csv());
        Files.writeString(beside(options.json(), ".svg"), profile.svg());
        out.print(Standings.table(results));
        out.print(profile.table());
        return results;
    }

    /// Every contestant once, then ours and the best peers in turn, so that a neighbour on this machine who comes and
    /// goes disturbs them all.
    private List<Result> field(Path folder, Problem problem, Case asked, LinearSystem system, Set<Contestant> late)
            throws IOException, InterruptedException {
        Map<Contestant, Result> field = new LinkedHashMap<>();
        for (Contestant contestant : contestants) {
            if (contestant.fits().test(problem)) {
                Result result = late.contains(contestant)
                        ? Result.failed(asked, contestant, OVER + "the limit for fewer digits")
                        : measure(folder, asked, system, contestant);
                if (result.fault().startsWith(OVER)) {
                    late.add(contestant);
                }
                field.put(contestant, result);
                tell(result);
            }
        }
        List<Contestant> again = field.keySet().stream()
                .filter(each -> Objects.requireNonNull(field.get(each)).solved())
                .sorted(Comparator.comparing(
                        each -> Objects.requireNonNull(field.get(each)),
                        Comparator.comparing(Result::ours).reversed().thenComparing(Result::seconds)))
                .limit(1 + AGAIN)
                .toList();
        for (int round = 1; round < options.rounds(); round++) {
            for (Contestant contestant : again) {
                Result more = measure(folder, asked, system, contestant);
                tell(more);
                field.merge(contestant, more, Result::and);
            }
        }
        return List.copyOf(field.values());
    }

    private void tell(Result r) {
        out.printf(
                Locale.ROOT,
                "%-22s %.0e %-34s %s%n",
                r.asked().problem(),
                r.asked().rtol(),
                r.contestant(),
                said(r));
    }

    private static Path beside(Path json, String suffix) {
        return json.resolveSibling(json.getFileName().toString().replaceAll("\\.json$", "") + suffix);
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

    private Result measure(Path folder, Case asked, LinearSystem system, Contestant contestant)
            throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("x.bin"));
        Path told = folder.resolve("told.txt");
        Path errors = folder.resolve("errors.txt");
        Process process;
        try {
            process = new ProcessBuilder(contestant.commandLine(folder, asked.rtol(), options.runs()))
                    .redirectOutput(told.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException notThere) {
            return Result.failed(asked, contestant, "not installed");
        }
        if (!process.waitFor(options.limitSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return Result.failed(asked, contestant, OVER + options.limitSeconds() + " s");
        }
        String text = Files.readString(told, StandardCharsets.UTF_8);
        int begin = text.lastIndexOf("{\"setup\"");
        if (process.exitValue() != 0 || begin < 0) {
            String error = Files.readString(errors, StandardCharsets.UTF_8).strip();
            return Result.failed(asked, contestant, "exit " + process.exitValue() + ": " + lastLine(error));
        }
        JsonNode answer = JSON.readTree(text.substring(begin));
        double residual =
                TrueResidual.of(system, SystemFile.readX(folder, system.rows())).relative();
        List<Result.Run> runs = new ArrayList<>();
        for (int k = 0; k < answer.path("setup").size(); k++) {
            runs.add(new Result.Run(
                    answer.path("setup").get(k).asDouble(),
                    answer.path("solve").get(k).asDouble(),
                    answer.path("bound").path(k).asDouble(Double.NaN)));
        }
        String fault = residual <= SLACK * asked.rtol() ? "" : String.format(Locale.ROOT, "residual %.1e", residual);
        return new Result(asked, contestant.name(), runs, residual, answer, fault);
    }

    private static String lastLine(String text) {
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return last.length() > 120 ? last.substring(0, 120) : last;
    }

    private static String said(Result r) {
        return r.solved()
                ? String.format(
                        Locale.ROOT,
                        "%8.3f s (set-up %.3f), %s iterations, residual %.1e %s",
                        r.seconds(),
                        r.median(Result.Run::setup),
                        r.told().path("iterations").asText(),
                        r.residual(),
                        r.told().path("way").asText())
                : "failed: " + r.fault();
    }
}
