package dev.athanor.maven;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** User and password of a {@code <server>} in settings.xml, decrypted. */
final class ServerLogin {
  private final Settings settings;
  private final SettingsDecrypter decrypter;

  ServerLogin(Settings settings, SettingsDecrypter decrypter) {
    this.settings = settings;
    this.decrypter = decrypter;
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when there is no such server
   */
  DatabaseUrl login(DatabaseUrl url, String id) {
    Server server = settings.getServer(id);
    if (server == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "settings.xml has no server '" + id + "'",
          "Add it with <username> and <password>, or correct athanor.server.");
    }
    Server plain = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server)).getServer();
    return url.withCredentials(plain.getUsername(), plain.getPassword());
  }
}
