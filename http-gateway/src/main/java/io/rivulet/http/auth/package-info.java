// SPDX-License-Identifier: Apache-2.0
/// Who calls: keys, tokens and tickets, what they may, and a record of what they did.
@NullMarked
package io.rivulet.http.auth;

import org.jspecify.annotations.NullMarked;
