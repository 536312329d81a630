package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/** The part of the admin API that lists and changes the keys of both sides. */
final class AdminKeys {
  /** A public key that a call registers. */
  record NewKey(String keyId, SandboxScheme scheme, String pem) {
    static NewKey read(AdminCall call) {
      call.allowOnly("keyId", "scheme", "publicKey");
      String keyId = call.required("keyId");
      if (!keyId.matches("[A-Za-z0-9._-]{1,64}")) {
        throw AdminCall.badRequest("keyId must be 1 to 64 of A-Z a-z 0-9 . _ -");
      }
      return new NewKey(
          keyId, SandboxScheme.of(call.required("scheme")), call.required("publicKey"));
    }

    @Override
    public String toString() {
      return "NewKey[" + keyId + "]";
    }
  }

  private final Supplier<World> world;

  AdminKeys(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/keys", call -> keys(200))
        .on("POST", "/keys/rotate", this::rotate)
        .on("POST", "/keys/withdraw", this::withdraw)
        .on("POST", "/platform-keys", this::registerKey)
        .on("POST", "/platform-keys/{keyId}/revoke", this::revoke);
  }

  private Answer keys(int status) {
    ObjectNode json = Json.object();
    ArrayNode gateway = json.putArray("gateway");
    for (GatewayKeys.Listed key : world.get().keys().valid()) {
      ObjectNode item = gateway.addObject().put("keyId", key.keyId());
      item.put("algorithm", key.algorithm()).put("use", key.use());
      item.put("current", key.current());
      item.put("notBefore", ChinaTime.text(key.notBefore()));
      item.put("notAfter", ChinaTime.text(key.notAfter()));
      item.put("publicKey", Pem.of("PUBLIC KEY", key.key().getEncoded()));
    }
    ArrayNode platform = json.putArray("platform");
    PlatformKeys keys = world.get().platformKeys();
    for (PlatformKey key : keys.all()) {
      platform
          .addObject()
          .put("keyId", key.keyId())
          .put("algorithm", key.scheme().algorithm())
          .put("revoked", keys.isRevoked(key.keyId()));
    }
    return Answer.json(status, json);
  }

  /** Returns whether a call is about sealing keys, and not about signing keys. */
  private static boolean isAboutSealing(AdminCall call) {
    String use = call.allowOnly("use").text("use", "sign");
    if (!use.equals("sign") && !use.equals("encrypt")) {
      throw AdminCall.badRequest("use must be sign or encrypt");
    }
    return use.equals("encrypt");
  }

  private Answer rotate(AdminCall call) {
    if (isAboutSealing(call)) {
      world.get().rotateSealKey();
    } else {
      world.get().rotateKeys();
    }
    return keys(200);
  }

  private Answer withdraw(AdminCall call) {
    if (isAboutSealing(call)) {
      world.get().withdrawOldSealKeys();
    } else {
      world.get().withdrawOldKeys();
    }
    return keys(200);
  }

  private Answer registerKey(AdminCall call) {
    NewKey key = NewKey.read(call);
    world.get().registerPlatformKey(key.keyId(), key.scheme(), key.pem());
    return keys(201);
  }

  private Answer revoke(AdminCall call) {
    String keyId = call.allowOnly().pathParameter("keyId");
    if (world.get().platformKeys().find(keyId) == null) {
      throw new Refusal(404, "NOT_FOUND", "the platform has no such key");
    }
    world.get().platformKeys().revoke(keyId);
    return keys(200);
  }
}
