package io.github.listeningports.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The medians as bars, a group for each load, on a logarithmic scale: from an open source to netstat it is a matter of four digits. Readable on light and
 * on dark pages, and without any font of its own.
 */
final class Chart {

    private static final int WIDTH = 860;
    private static final int LABELS = 290;
    private static final int VALUES = 120;
    private static final int BAR = 16;
    private static final int STEP = 22;
    private static final int GROUP_HEAD = 34;
    private static final int GROUP_GAP = 16;
    private static final int TOP = 46;
    private static final int BOTTOM = 42;

    private static final List<Variant> SHOWN = List.of(
            Variant.OPEN_NATIVE,
            Variant.OPEN_PURE,
            Variant.PARALLEL_NATIVE,
            Variant.FLOOR,
            Variant.NATIVE,
            Variant.PURE,
            Variant.SS,
            Variant.OSHI,
            Variant.PSUTIL,
            Variant.GOPSUTIL,
            Variant.LISTENERS,
            Variant.LSOF,
            Variant.NETSTAT);

    /** Colours that stand out from white and from near-black alike; only text and lines change with the page. */
    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
              .title { font-size: 15px; font-weight: 600; }
              .load { font-weight: 600; }
              .soft { fill: #656d76; font-size: 12px; }
              .grid { stroke: #d0d7de; stroke-width: 1; }
              .ours { fill: #2f81f7; }
              .floor { fill: #8c959f; }
              .peer { fill: #d29922; }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3; }
                .soft { fill: #9198a1; }
                .grid { stroke: #3d444d; }
              }
            </style>
            """;

    private final Results results;
    private final StringBuilder svg = new StringBuilder();
    private final int lowest;
    private final int highest;

    private Chart(Results results) {
        this.results = results;
        double[] shown = results.measurements().stream()
                .filter(each -> each.isThere() && SHOWN.contains(each.variant()))
                .mapToDouble(Measurement::medianMillis)
                .sorted()
                .toArray();
        if (shown.length == 0) {
            throw new IllegalArgumentException("nothing to draw");
        }
        lowest = (int) Math.floor(Math.log10(shown[0]));
        highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(shown[shown.length - 1])));
    }

    /** A whole SVG file. */
    static String of(Results results) {
        return new Chart(results).draw();
    }

    private String draw() {
        int height = TOP + BOTTOM;
        for (String load : results.loads()) {
            height += heightOf(load);
        }
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Milliseconds to list listening ports with their owners\">%n",
                WIDTH, height, WIDTH, height);
        svg.append(STYLE);
        text(
                12,
                24,
                "title",
                "start",
                "Who listens where, and who holds it: milliseconds (logarithmic), less is better");
        grid(TOP, height - BOTTOM);
        int y = TOP;
        for (String load : results.loads()) {
            drawLoad(load, y);
            y += heightOf(load);
        }
        return svg.append("</svg>\n").toString();
    }

    private int heightOf(String load) {
        return GROUP_HEAD + GROUP_GAP + STEP * (int) shown(load).count();
    }

    private Stream<Variant> shown(String load) {
        return SHOWN.stream().filter(variant -> results.median(load, variant).isPresent());
    }

    private void grid(int top, int bottom) {
        for (int power = lowest; power <= highest; power++) {
            int x = x(Math.pow(10, power));
            String format = power < 0 ? "%." + -power + "f" : "%,.0f";
            add("<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, top, x, bottom);
            text(x, bottom + 18, "soft", "middle", String.format(Locale.ROOT, format, Math.pow(10, power)) + " ms");
        }
    }

    private void drawLoad(String load, int top) {
        text(12, top + 22, "load", "start", load);
        text(LABELS, top + 22, "soft", "start", Load.of(load).description());
        int y = top + GROUP_HEAD;
        for (Variant variant : shown(load).toList()) {
            double millis = results.median(load, variant).orElseThrow();
            String kind = variant == Variant.FLOOR ? "floor" : isOurs(variant) ? "ours" : "peer";
            text(LABELS - 10, y + 12, "label", "end", variant.label());
            add(
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>%n",
                    kind, LABELS, y, Math.max(2, x(millis) - LABELS), BAR);
            text(x(millis) + 6, y + 12, "soft", "start", Report.millis(millis) + times(load, variant));
            y += STEP;
        }
    }

    private String times(String load, Variant variant) {
        OptionalDouble ratio = results.ratio(load, variant, variant.floor());
        return ratio.isEmpty() || variant == Variant.FLOOR
                ? ""
                : String.format(
                        Locale.ROOT,
                        ratio.getAsDouble() < 0.1 ? " (%.3f x floor)" : " (%.1f x floor)",
                        ratio.getAsDouble());
    }

    private static boolean isOurs(Variant variant) {
        return List.of(Variant.OPEN_NATIVE, Variant.OPEN_PURE, Variant.PARALLEL_NATIVE, Variant.NATIVE, Variant.PURE)
                .contains(variant);
    }

    private int x(double millis) {
        double share = (Math.log10(millis) - lowest) / (highest - lowest);
        return (int) Math.round(LABELS + share * (WIDTH - LABELS - VALUES));
    }

    private void text(int x, int y, String kind, String anchor, String text) {
        String harmless = text.replace("&", "&amp;").replace("<", "&lt;");
        add("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", kind, x, y, anchor, harmless);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }
}
