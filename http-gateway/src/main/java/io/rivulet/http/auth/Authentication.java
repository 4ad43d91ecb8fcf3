// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.nimbusds.jose.jwk.JWKSet;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.Audit;
import io.rivulet.http.route.Gate;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Router;
import io.rivulet.http.route.Toll;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.http.watch.WatchedFile;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that finds out who calls, as the settings want it; ends with the actor system.
public final class Authentication {
    private static final Logger log = LoggerFactory.getLogger(Authentication.class);

    private final Tickets tickets;
    private final Gate gate;
    private final Audit audit;

    /// @param judgeAgain has those judged again who have something open; called every [SecuritySettings#reload]
    /// **Errors** [io.rivulet.http.settings.UnusableSettings] for a file that can't be used.
    public Authentication(
            ActorSystem<?> system,
            SecuritySettings settings,
            Origins origins,
            Sessions sessions,
            Toll toll,
            Runnable judgeAgain) {
        InstantSource clock = InstantSource.system();
        this.tickets = new Tickets(clock, new SecureRandom());
        this.audit = new AuditLog(System::nanoTime);
        if (!settings.authenticates()) {
            log.info("authentication off: whoever reaches this address may do everything");
            this.gate = Gatekeeper.open(origins);
            return;
        }
        var cache = new TokenCache(clock, System::nanoTime);
        WatchedFile<StaticKeys> keys = keys(settings);
        List<WatchedFile<?>> files = new ArrayList<>();
        if (keys != null) {
            files.add(keys);
            tell(keys.now());
        }
        List<TokenSource> sources = sources(system, settings, clock, cache, files);
        var authenticator = new Authenticator(() -> keys == null ? StaticKeys.NONE : keys.now(), sources, cache);
        this.gate = new Gatekeeper(origins, authenticator, tickets, sessions.streams()::ownerByResumeToken, toll);
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.reload(),
                        settings.reload(),
                        () -> blocking.execute(() -> {
                            look(files, keys, cache);
                            judgeAgain.run();
                        }),
                        system.executionContext());
        log.info(
                "authentication on: keys={} jwt={} introspection={}",
                keys == null ? 0 : keys.now().size(),
                settings.jwt() != null,
                settings.introspection() != null);
    }

    /// Reads every file once, so that a bad one is found before anything is started.
    /// **Errors** [io.rivulet.http.settings.UnusableSettings].
    public static void check(SecuritySettings settings) {
        keys(settings);
        jwkSet(settings);
    }

    private List<TokenSource> sources(
            ActorSystem<?> system,
            SecuritySettings settings,
            InstantSource clock,
            TokenCache cache,
            List<WatchedFile<?>> files) {
        List<TokenSource> sources = new ArrayList<>();
        SecuritySettings.Jwt jwt = settings.jwt();
        SecuritySettings.Introspection introspection = settings.introspection();
        if (jwt != null) {
            WatchedFile<JWKSet> file = jwkSet(settings);
            if (file != null) {
                files.add(file);
                sources.add(new JwtSource(jwt, new JwkSetFile(file), clock));
            }
            URI url = jwt.jwksUrl();
            if (url != null) {
                Runnable forget = () -> {
                    cache.forget();
                    tickets.forget();
                };
                sources.add(new JwtSource(jwt, new JwkSetUrl(url, server(system), System::nanoTime, forget), clock));
            }
        }
        if (introspection != null) {
            sources.add(new IntrospectionSource(introspection, server(system), clock));
        }
        return sources;
    }

    /// One each, so that questions about made-up tokens don't keep the issuer's keys from being read.
    private static AuthServer server(ActorSystem<?> system) {
        var server = new AuthServer(system.executionContext());
        system.getWhenTerminated().whenComplete((_, _) -> server.close());
        return server;
    }

    private static @Nullable WatchedFile<JWKSet> jwkSet(SecuritySettings settings) {
        SecuritySettings.Jwt jwt = settings.jwt();
        return jwt == null || jwt.jwksFile() == null
                ? null
                : new WatchedFile<>(jwt.jwksFile(), JwkSetFile.MAX_BYTES, JwkSetFile::read);
    }

    public Gate gate() {
        return gate;
    }

    public Audit audit() {
        return audit;
    }

    public void addTo(Router router, Bodies bodies) {
        new TicketRoutes(bodies, tickets).addTo(router);
    }

    private static @Nullable WatchedFile<StaticKeys> keys(SecuritySettings settings) {
        return settings.keysFile() == null
                ? null
                : new WatchedFile<>(settings.keysFile(), KeysFile.MAX_BYTES, KeysFile::read);
    }

    private void look(List<WatchedFile<?>> files, @Nullable WatchedFile<StaticKeys> keys, TokenCache cache) {
        boolean changed = false;
        for (WatchedFile<?> file : files) {
            changed |= file.look();
        }
        if (changed) {
            cache.forget();
            tickets.forget();
            if (keys != null) {
                tell(keys.now());
            }
        }
    }

    private static void tell(StaticKeys keys) {
        keys.notices().forEach(log::warn);
    }
}
