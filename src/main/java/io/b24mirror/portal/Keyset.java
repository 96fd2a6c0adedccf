package io.b24mirror.portal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The keys that seal tokens, as an administrator hands them over: a Tink keyset as JSON, as base64 of that JSON, or as
/// `file:` and a path to either.
public final class Keyset {
    private static final String VARIABLE = "B24_ENCRYPTION_KEYSET";

    private Keyset() {}

    /// Makes a keyset with one new AES-256-GCM key: base64, one line, fit for an `.env` file.
    public static String generate() {
        try {
            AeadConfig.register();
            var handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
            var json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, RegistryConfiguration.get(),
                    InsecureSecretKeyAccess.get());
            return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not make a keyset", e);
        }
    }

    static Aead read(Secret setting) {
        var json = json(content(setting.reveal().strip()));
        try {
            AeadConfig.register();
            return TinkJsonProtoKeysetFormat
                    .parseKeyset(json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
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
}
