package io.b24mirror.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.IntStream;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

import io.b24mirror.settings.InvalidSettingException;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The keys that seal tokens, as an administrator hands them over in `B24_ENCRYPTION_KEYSET`: a Tink keyset as JSON,
/// as base64 of that JSON, or as `file:` and a path to either. One of them, the primary key, seals; all of them open.
///
/// It is replaced without losing a token in steps, each of which every instance must have taken before the next one:
/// [#withNewKey()], [#withNewestKeyPrimary()], and [#withPrimaryKeyOnly()] once nothing is sealed by the others.
public final class Keyset {
    /// The environment variable that holds it.
    public static final String VARIABLE = "B24_ENCRYPTION_KEYSET";

    private final KeysetHandle handle;

    private Keyset(KeysetHandle handle) {
        this.handle = handle;
    }

    /// Makes a keyset with one new AES-256-GCM key: base64, one line, fit for an `.env` file.
    public static String generate() {
        return generated().asSetting();
    }

    /// Makes a keyset with one new AES-256-GCM key.
    public static Keyset generated() {
        return made(() -> KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
    }

    /// Reads the setting: base64, JSON, or `file:` and a path.
    ///
    /// @throws InvalidSettingException
    ///             if it is no keyset; the message never quotes it
    public static Keyset read(Secret setting) {
        var json = json(content(setting.reveal().strip()));
        try {
            AeadConfig.register();
            var handle = TinkJsonProtoKeysetFormat.parseKeyset(json, RegistryConfiguration.get(),
                    InsecureSecretKeyAccess.get());
            handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
            return new Keyset(handle);
        } catch (GeneralSecurityException | RuntimeException _) {
            // the cause may quote the keyset
            throw new InvalidSettingException(VARIABLE, "is not a Tink AEAD keyset: make one by the command `keyset`");
        }
    }

    private static String content(String setting) {
        if (!setting.startsWith("file:")) {
            return setting;
        }
        var file = setting.substring("file:".length());
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | RuntimeException _) {
            throw new InvalidSettingException(VARIABLE, "names a file that cannot be read: " + file);
        }
    }

    private static String json(String content) {
        if (content.startsWith("{")) {
            return content;
        }
        try {
            return new String(Base64.getDecoder().decode(content.replaceAll("\\s", "")), UTF_8);
        } catch (IllegalArgumentException _) {
            throw new InvalidSettingException(VARIABLE,
                    "is neither JSON, nor base64, nor file: and a path: make one by the command `keyset`");
        }
    }

    /// Returns the AEAD that seals with the primary key and opens with all keys.
    public Aead aead() {
        try {
            return handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Was one when it was read", e);
        }
    }

    /// The prefix of everything that the primary key seals; empty for a key without one, whose output cannot be
    /// told apart.
    public byte[] primaryPrefix() {
        return handle.getPrimary().getKey() instanceof AeadKey key ? key.getOutputPrefix().toByteArray() : new byte[0];
    }

    /// Returns the number of keys.
    public int size() {
        return handle.size();
    }

    /// Adds a new key, which opens but does not seal yet.
    public Keyset withNewKey() {
        return made(() -> KeysetHandle.newBuilder(handle)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId())
                .build());
    }

    /// Makes the newest key the one that seals.
    public Keyset withNewestKeyPrimary() {
        return made(() -> {
            var keys = KeysetHandle.newBuilder(handle);
            keys.getAt(keys.size() - 1).setStatus(KeyStatus.ENABLED).makePrimary();
            return keys.build();
        });
    }

    /// Drops all keys but the one that seals.
    public Keyset withPrimaryKeyOnly() {
        return made(() -> {
            var keys = KeysetHandle.newBuilder(handle);
            IntStream.range(0, keys.size())
                    .boxed()
                    .sorted(Comparator.reverseOrder())
                    .filter(index -> !keys.getAt(index).isPrimary())
                    .forEach(keys::deleteAt);
            return keys.build();
        });
    }

    /// One line of base64.
    String asSetting() {
        try {
            var json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, RegistryConfiguration.get(),
                    InsecureSecretKeyAccess.get());
            return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not write a keyset", e);
        }
    }

    private interface Making {
        KeysetHandle handle() throws GeneralSecurityException;
    }

    private static Keyset made(Making making) {
        try {
            AeadConfig.register();
            return new Keyset(making.handle());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not make a keyset", e);
        }
    }

    @Override
    public String toString() {
        return "keyset of " + size();
    }
}
