// SPDX-License-Identifier: Apache-2.0
/// What every answer carries, whatever it says: CORS and headers for browsers, TLS.
@NullMarked
package io.rivulet.http.edge;

import org.jspecify.annotations.NullMarked;
