// SPDX-License-Identifier: Apache-2.0
/// Certificates of coordinators and agents: made, kept, checked, and who of their holders may come in.
@NullMarked
package io.rivulet.quic.cert;

import org.jspecify.annotations.NullMarked;
