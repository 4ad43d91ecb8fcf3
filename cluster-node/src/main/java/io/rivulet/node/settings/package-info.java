// SPDX-License-Identifier: Apache-2.0
/// Settings: where they come from, what each may be, and the records that the rest of the program gets.
@NullMarked
package io.rivulet.node.settings;

import org.jspecify.annotations.NullMarked;
