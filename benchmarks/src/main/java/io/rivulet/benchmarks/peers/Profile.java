// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// For each contestant the part of all cases that it solves within τ times the best time, a failure counting as
/// never; cases that it does not fit count as failures too. **Source** Dolan, Moré 2002.
final class Profile {
    private static final double[] TAUS = {1, 1.2, 2, 4, 10, 100};
    private static final int WIDTH = 520;
    private static final int HEIGHT = 300;
    private static final int LEFT = 50;
    private static final int TOP = 40;

    /// The curves that are drawn: ours and those that are best at some τ or solve most.
    private static final int DRAWN = 7;

    private static final String[] COLOURS = {"#b2182b", "#2166ac", "#1b7837", "#e08214", "#762a83", "#01665e", "#525252"
    };

    private final int cases;

    /// Times over the best time, ascending, of the cases that a contestant solves.
    private final Map<String, List<Double>> ratios;

    private Profile(int cases, Map<String, List<Double>> ratios) {
        this.cases = cases;
        this.ratios = ratios;
    }

    static Profile of(List<Result> results) {
        Map<Case, Double> best = new LinkedHashMap<>();
        results.forEach(r -> best.merge(r.asked(), r.solved() ? r.seconds() : Double.POSITIVE_INFINITY, Math::min));
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (Result r : results) {
            List<Double> own = ratios.computeIfAbsent(r.contestant(), _ -> new ArrayList<>());
            if (r.solved()) {
                own.add(r.seconds() / best.getOrDefault(r.asked(), Double.NaN));
            }
        }
        ratios.values().forEach(own -> own.sort(null));
        return new Profile(best.size(), ratios);
    }

    /// Part of all cases.
    double within(String contestant, double tau) {
        long solved = ratios.getOrDefault(contestant, List.of()).stream()
                .filter(ratio -> ratio <= tau)
                .count();
        return (double) solved / Math.max(1, cases);
    }

    String table() {
        StringBuilder text = new StringBuilder(
                "\n| within τ × the best | 1 | 1.2 | 2 | 4 | 10 | 100 |\n|---|---|---|---|---|---|---|\n");
        for (String name : ratios.keySet()) {
            text.append("| ").append(name);
            for (double tau : TAUS) {
                text.append(String.format(Locale.ROOT, " | %.2f", within(name, tau)));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    /// Contestant, and for each of its solved cases the τ at which its curve rises and how far.
    String csv() {
        StringBuilder text = new StringBuilder("contestant,tau,part\n");
        ratios.forEach((name, own) -> {
            for (int k = 0; k < own.size(); k++) {
                text.append(
                        String.format(Locale.ROOT, "%s,%.4f,%.4f%n", name, own.get(k), (k + 1.0) / Math.max(1, cases)));
            }
        });
        return text.toString();
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        int width = LEFT + WIDTH + 200;
        int height = TOP + HEIGHT + 50;
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"11\">",
                width,
                height,
                width,
                height);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(
                svg,
                "<text x=\"%d\" y=\"20\" font-size=\"14\">Part of %d cases solved within τ times the best</text>",
                LEFT,
                cases);
        for (int fifth = 0; fifth <= 5; fifth++) {
            double y = y(fifth / 5.0);
            add(svg, "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>", LEFT - 5, y + 4, fifth / 5.0);
        }
        for (double tau : TAUS) {
            add(svg, "<path d=\"M%.1f %dv%d\" stroke=\"#ddd\"/>", x(tau), TOP, HEIGHT);
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(tau), TOP + HEIGHT + 14, tau);
        }
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">τ</text>", LEFT + WIDTH, TOP + HEIGHT + 28);
        List<String> drawn = drawn();
        for (int k = 0; k < drawn.size(); k++) {
            String name = drawn.get(k);
            add(
                    svg,
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>",
                    path(name),
                    COLOURS[k],
                    k == 0 ? "2.5" : "1.3");
            add(
                    svg,
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                    LEFT + WIDTH + 12,
                    TOP + 12 + 16 * k,
                    COLOURS[k],
                    name);
        }
        add(svg, "</svg>");
        return svg.toString();
    }

    private List<String> drawn() {
        return ratios.keySet().stream()
                .sorted(Comparator.comparing((String name) -> !name.startsWith("rivulet"))
                        .thenComparing(name -> -within(name, TAUS[2]))
                        .thenComparing(name -> -within(name, TAUS[TAUS.length - 1])))
                .limit(DRAWN)
                .toList();
    }

    private String path(String name) {
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "M%.1f %.1f", x(1), y(0)));
        double last = TAUS[TAUS.length - 1];
        for (double ratio : ratios.getOrDefault(name, List.of())) {
            if (ratio <= last) {
                path.append(String.format(Locale.ROOT, "H%.1fV%.1f", x(ratio), y(within(name, ratio))));
            }
        }
        return path.append(String.format(Locale.ROOT, "H%.1f", x(last))).toString();
    }

    private static double x(double tau) {
        return LEFT + WIDTH * Math.log10(tau) / Math.log10(TAUS[TAUS.length - 1]);
    }

    private static double y(double part) {
        return TOP + HEIGHT * (1 - part);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
