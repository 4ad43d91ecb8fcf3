// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;

/// Pictures of pages, for docs/console.md where `-Drivulet.screenshots=true` asks for new ones, else into the build's
/// own folder.
final class Pictures {
    private static final Path FOLDER = Boolean.getBoolean("rivulet.screenshots")
            ? Path.of(System.getProperty("rivulet.root", ".."), "docs", "console")
            : Path.of("target", "console");

    private Pictures() {}

    static Path path(String name) {
        return FOLDER.resolve(name + ".png");
    }

    static void take(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(path(name)).setAnimations(ScreenshotAnimations.DISABLED));
    }
}
