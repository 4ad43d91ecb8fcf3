// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import io.rivulet.http.settings.SecuritySettings;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.jspecify.annotations.Nullable;

/// TLS for clients: 1.2 and 1.3, with a certificate that may be renewed while the node runs.
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /// **Errors** [io.rivulet.http.settings.UnusableSettings].
    public static HttpsConnectionContext of(ActorSystem<?> system, SecuritySettings.Tls files, Duration reload) {
        var keys = new TlsKeys(files, InstantSource.system());
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        system.scheduler()
                .scheduleWithFixedDelay(reload, reload, () -> blocking.execute(keys::look), system.executionContext());
        SSLContext context = context(new Renewed(keys));
        return ConnectionContext.httpsServer(() -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(PROTOCOLS);
            return engine;
        });
    }

    private static SSLContext context(KeyManager manager) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {manager}, null, null);
            return context;
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /// Asks for the keys anew for each connection.
    private static final class Renewed extends X509ExtendedKeyManager {
        private final TlsKeys keys;

        Renewed(TlsKeys keys) {
            this.keys = keys;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keys.now().chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.now().chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return keys.now().getServerAliases(type, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys.now().getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys.now().getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
