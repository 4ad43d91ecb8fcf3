// SPDX-License-Identifier: Apache-2.0
/// Who is counted as one caller, what each may do, and how a refusal says so.
@NullMarked
package io.rivulet.http.limit;

import org.jspecify.annotations.NullMarked;
