// SPDX-License-Identifier: Apache-2.0
/// The management console in a real browser.
@NullMarked
package io.rivulet.console;

import org.jspecify.annotations.NullMarked;
