// SPDX-License-Identifier: Apache-2.0
/// Tasks that agents carry out, over HTTP.
@NullMarked
package io.rivulet.http.task;

import org.jspecify.annotations.NullMarked;
