// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/// The configuration that an actor system with sessions needs: what the product changes in Pekko, over the
/// `reference.conf` files. Lay addresses, ports and the store's part over it.
public final class PekkoConfig {
    private PekkoConfig() {}

    /// `over` first, then the product's `rivulet-pekko.conf`, then every `reference.conf`; resolved.
    public static Config under(Config over) {
        return over.withFallback(ConfigFactory.parseResources(PekkoConfig.class.getClassLoader(), "rivulet-pekko.conf"))
                .withFallback(ConfigFactory.defaultReference(PekkoConfig.class.getClassLoader()))
                .resolve();
    }
}
