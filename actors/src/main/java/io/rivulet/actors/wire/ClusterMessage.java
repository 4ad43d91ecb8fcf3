// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.wire;

/// Marks commands and replies that may cross to another node: bound to `jackson-cbor`. Numbers in bulk travel as bytes,
/// see [ClusterMessagesModule].
public interface ClusterMessage {}
