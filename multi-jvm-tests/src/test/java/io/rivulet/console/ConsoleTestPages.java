// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

/// Steps that tests of the console have in common.
final class ConsoleTestPages {
    /// The browser complains of it before somebody has logged in.
    static final String STRANGER = "401 (Unauthorized)";

    private ConsoleTestPages() {}

    static Page loggedIn(GuardedNode node, Chromium chromium, ColorScheme colours, String hash) {
        return login(node, chromium, chromium.page(Chromium.WIDE, colours), GuardedNode.ADMIN, hash);
    }

    static Page login(GuardedNode node, Chromium chromium, Page page, String token, String hash) {
        chromium.allow(STRANGER);
        page.navigate(node.url("/console" + hash));
        page.getByLabel("Token").fill(token);
        button(page, "Log in").click();
        return page;
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static void goTo(Page page, String hash) {
        page.evaluate("hash => { location.hash = hash; }", hash);
    }
}
