// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

/// The page that a problem's `type` leads to.
public final class ProblemPages {
    private ProblemPages() {}

    /// A small HTML page without scripts or outside references.
    public static String html(ProblemCode code) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                <h1><code>%1$s</code></h1>
                <p>%2$s (HTTP status %3$d).</p>
                <h2>What to do</h2>
                <p>%4$s</p>
                </body>
                </html>
                """.formatted(
                        escape(code.wireName()), escape(code.title()), code.status(), escape(ProblemHints.of(code)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
