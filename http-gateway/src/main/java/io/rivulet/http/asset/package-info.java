// SPDX-License-Identifier: Apache-2.0
/// Files that this server gives to whoever asks, unchanged.
@NullMarked
package io.rivulet.http.asset;

import org.jspecify.annotations.NullMarked;
