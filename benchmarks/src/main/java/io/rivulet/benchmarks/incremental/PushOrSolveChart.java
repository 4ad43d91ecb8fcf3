// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.incremental;

import io.rivulet.benchmarks.incremental.PushOrSolve.Cell;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What [PushOrSolve] found, as SVG: a column a kind of graph, entries touched above and time below, all axes
/// logarithmic.
final class PushOrSolveChart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 230;
    private static final int LEFT = 60;
    private static final int TOP = 50;
    private static final int BETWEEN = 70;
    private static final String[] COLOURS = {"#1b7837", "#2166ac", "#b2182b"};

    private final StringBuilder svg = new StringBuilder();
    private final List<Cell> cells;
    private int left;
    private int top;
    private double low;
    private double high;

    private PushOrSolveChart(List<Cell> cells) {
        this.cells = cells;
    }

    static String of(List<Cell> cells, int n) {
        PushOrSolveChart chart = new PushOrSolveChart(cells);
        int width = LEFT + 2 * WIDTH + BETWEEN + 20;
        int height = TOP + 2 * HEIGHT + BETWEEN + 90;
        chart.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"11\">",
                width, height, width, height);
        chart.add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        chart.add(
                "<text x=\"%d\" y=\"20\" font-size=\"14\">One entry of b changes, n = %s: pushes or a warm solve?</text>",
                LEFT, String.format(Locale.ROOT, "%,d", n));
        String[] families = {"random", "grid"};
        for (int k = 0; k < families.length; k++) {
            chart.left = LEFT + k * (WIDTH + BETWEEN);
            chart.top = TOP;
            chart.panel(
                    families[k],
                    families[k].equals("random") ? "random graph, 7 entries a row" : "grid, 5 entries a row",
                    "entries of A touched",
                    c -> c.push().entries(),
                    c -> c.solve().entries(),
                    c -> c.engine().entries());
            chart.top = TOP + HEIGHT + BETWEEN;
            chart.panel(
                    families[k],
                    "",
                    "ms",
                    c -> c.push().millis(),
                    c -> c.solve().millis(),
                    c -> c.engine().millis());
        }
        chart.legend(TOP + 2 * HEIGHT + BETWEEN + 50);
        chart.add("</svg>");
        return chart.svg.toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double x(double gap) {
        return left + WIDTH * (-Math.log10(gap)) / 3.0;
    }

    private double y(double value) {
        return top + HEIGHT * (1 - (Math.log10(value) - low) / (high - low));
    }

    private void panel(
            String family,
            String title,
            String unit,
            ToDoubleFunction<Cell> push,
            ToDoubleFunction<Cell> solve,
            ToDoubleFunction<Cell> engine) {
        low = Double.POSITIVE_INFINITY;
        high = Double.NEGATIVE_INFINITY;
        for (Cell cell : cells) {
            for (ToDoubleFunction<Cell> each : List.of(push, solve, engine)) {
                low = Math.min(low, Math.floor(Math.log10(each.applyAsDouble(cell))));
                high = Math.max(high, Math.ceil(Math.log10(each.applyAsDouble(cell))));
            }
        }
        add("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>", left, top - 8, title);
        for (int power = (int) low; power <= high; power++) {
            double at = y(Math.pow(10, power));
            add("<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>", left, at, WIDTH);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", left - 5, at + 4, power(power));
        }
        for (int power = 0; power >= -3; power--) {
            double at = x(Math.pow(10, power));
            add("<path d=\"M%.1f %dv%d\" stroke=\"#ddd\"/>", at, top, HEIGHT);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", at, top + HEIGHT + 14, power(power));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">gap 1 − α</text>", left + WIDTH, top + HEIGHT + 28);
        add("<text x=\"%d\" y=\"%d\">%s</text>", left + 4, top + 12, unit);
        for (int k = 0; k < PushOrSolve.ACCURACIES.length; k++) {
            double accuracy = PushOrSolve.ACCURACIES[k];
            List<Cell> own = cells.stream()
                    .filter(c -> c.family().equals(family) && c.accuracy() == accuracy)
                    .toList();
            line(own, push, COLOURS[k], "");
            line(own, solve, COLOURS[k], " stroke-dasharray=\"5 3\"");
            for (Cell cell : own) {
                double across = x(cell.gap());
                double at = y(push.applyAsDouble(cell));
                add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\" stroke=\"%s\"/>",
                        across, at, cell.finished() ? COLOURS[k] : "white", COLOURS[k]);
                double told = y(engine.applyAsDouble(cell));
                add("<path d=\"M%.1f %.1fl6 6m0 -6l-6 6\" stroke=\"%s\"/>", across - 3, told - 3, COLOURS[k]);
            }
        }
    }

    private void line(List<Cell> own, ToDoubleFunction<Cell> of, String colour, String dash) {
        StringBuilder path = new StringBuilder();
        for (Cell cell : own) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(cell.gap()), y(of.applyAsDouble(cell))));
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>", path, colour, dash);
    }

    private void legend(int at) {
        add(
                "<text x=\"%d\" y=\"%d\">solid: pushes to the end (hollow: not there after five times the solve); dashed: "
                        + "warm solve; ×: what the engine did</text>",
                LEFT, at);
        for (int k = 0; k < PushOrSolve.ACCURACIES.length; k++) {
            add(
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">accuracy %s</text>",
                    LEFT + 130 * k, at + 18, COLOURS[k], power((int)
                            Math.round(Math.log10(PushOrSolve.ACCURACIES[k]))));
        }
    }

    private static String power(int exponent) {
        return exponent == 0 ? "1" : "10<tspan dy=\"-4\" font-size=\"8\">" + exponent + "</tspan>";
    }
}
