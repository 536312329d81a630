package io.yiwang.identity.sm;

import java.util.Arrays;

/**
 * Computes SM3 over bytes that are given in pieces. Use an instance once, in one thread; {@link
 * #Sm3(Sm3)} continues from the state of another one.
 *
 * <p>Other algorithms use Bouncy Castle's SM3. This one exists so that the first signature need not
 * wait until that library's jar has been opened and verified: benchmarks, row "first answer". The
 * tests compare the two.
 *
 * @see "GB/T 32905-2016"
 */
final class Sm3 {
  static final int BYTES = 32;

  private static final int BLOCK = 64;

  /** The constant T of each round, rotated left by the number of the round. */
  private static final int[] T = new int[64];

  static {
    for (int j = 0; j < T.length; j++) {
      T[j] = Integer.rotateLeft(j < 16 ? 0x79cc4519 : 0x7a879d8a, j);
    }
  }

  private final int[] v;
  private final byte[] block;
  private final int[] w = new int[68];
  private long length;

  Sm3() {
    v =
        new int[] {
          0x7380166f,
          0x4914b2b9,
          0x172442d7,
          0xda8a0600,
          0xa96f30bc,
          0x163138aa,
          0xe38dee4d,
          0xb0fb0e4e
        };
    block = new byte[BLOCK];
  }

  Sm3(Sm3 other) {
    v = other.v.clone();
    block = other.block.clone();
    length = other.length;
  }

  Sm3 update(byte... piece) {
    return update(piece, 0, piece.length);
  }

  Sm3 update(byte[] bytes, int from, int count) {
    int at = from;
    int left = count;
    int begun = (int) length & (BLOCK - 1);
    length += count;
    while (begun + left >= BLOCK) {
      if (begun == 0) {
        compress(bytes, at);
      } else {
        System.arraycopy(bytes, at, block, begun, BLOCK - begun);
        compress(block, 0);
      }
      at += BLOCK - begun;
      left -= BLOCK - begun;
      begun = 0;
    }
    System.arraycopy(bytes, at, block, begun, left);
    return this;
  }

  /** Returns the hash; nothing may be added afterwards. */
  byte[] end() {
    int begun = (int) length & (BLOCK - 1);
    block[begun++] = (byte) 0x80;
    if (begun > BLOCK - 8) {
      Arrays.fill(block, begun, BLOCK, (byte) 0);
      compress(block, 0);
      begun = 0;
    }
    Arrays.fill(block, begun, BLOCK, (byte) 0);
    put((int) (length >>> 29), block, BLOCK - 8);
    put((int) (length << 3), block, BLOCK - 4);
    compress(block, 0);
    byte[] hash = new byte[BYTES];
    for (int i = 0; i < v.length; i++) {
      put(v[i], hash, 4 * i);
    }
    return hash;
  }

  private static void put(int word, byte[] bytes, int at) {
    bytes[at] = (byte) (word >> 24);
    bytes[at + 1] = (byte) (word >> 16);
    bytes[at + 2] = (byte) (word >> 8);
    bytes[at + 3] = (byte) word;
  }

  private static int word(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  /** Expands the words (section 5.3.2) and runs the 64 rounds (5.3.3). */
  private void compress(byte[] bytes, int from) {
    for (int j = 0; j < 16; j++) {
      w[j] = word(bytes, from + 4 * j);
    }
    for (int j = 16; j < w.length; j++) {
      int x = w[j - 16] ^ w[j - 9] ^ Integer.rotateLeft(w[j - 3], 15);
      int p1 = x ^ Integer.rotateLeft(x, 15) ^ Integer.rotateLeft(x, 23);
      w[j] = p1 ^ Integer.rotateLeft(w[j - 13], 7) ^ w[j - 6];
    }
    int a = v[0];
    int b = v[1];
    int c = v[2];
    int d = v[3];
    int e = v[4];
    int f = v[5];
    int g = v[6];
    int h = v[7];
    for (int j = 0; j < 64; j++) {
      int a12 = Integer.rotateLeft(a, 12);
      int ss1 = Integer.rotateLeft(a12 + e + T[j], 7);
      int ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      int gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      int tt1 = ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4]);
      int tt2 = gg + h + ss1 + w[j];
      d = c;
      c = Integer.rotateLeft(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = Integer.rotateLeft(f, 19);
      f = e;
      e = tt2 ^ Integer.rotateLeft(tt2, 9) ^ Integer.rotateLeft(tt2, 17);
    }
    v[0] ^= a;
    v[1] ^= b;
    v[2] ^= c;
    v[3] ^= d;
    v[4] ^= e;
    v[5] ^= f;
    v[6] ^= g;
    v[7] ^= h;
  }
}
