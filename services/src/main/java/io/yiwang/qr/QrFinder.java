package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.zxing.ChecksumException;
import com.google.zxing.DecodeHintType;
import com.google.zxing.FormatException;
import com.google.zxing.NotFoundException;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternFinder;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codes in an image of black and white. The library's own search tries every three of the
 * marks that are in the corners of codes, which an image can have by the hundred; this one tries a
 * bounded number, those first that look most like corners, and can be stopped between two.
 */
final class QrFinder extends FinderPatternFinder {
  /** The most places that are kept while looking for marks. */
  private static final int MAX_PLACES = 4_000;

  /** The most marks of which three are tried together: those of 30 codes. */
  private static final int MAX_MARKS = 90;

  private static final int MAX_TRIES = 200;

  /** The most threes that are kept, those first that look most like a code's. */
  private static final int MAX_CANDIDATES = 2_000;

  /** Seen from the side, a code leans and one of its sides is shorter. */
  private static final double MAX_ERROR = 1.2;

  /** What a code is in that does not say so. */
  private static final Map<DecodeHintType, ?> AS_UTF_8 =
      Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.CHARACTER_SET, "UTF-8");

  /** What older programs in China write without saying so; GBK is a part of it. */
  private static final Map<DecodeHintType, ?> AS_GB_18030 =
      Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.CHARACTER_SET, "GB18030");

  /** Three marks that may be a code's, and how far they are from being its corners. */
  private record Corners(FinderPattern corner, FinderPattern b, FinderPattern c, double error) {
    List<FinderPattern> marks() {
      return List.of(corner, b, c);
    }
  }

  /** The step from marks to modules, which the library keeps to itself. */
  private static final class Sampler extends Detector {
    Sampler(BitMatrix image) {
      super(image);
    }

    DetectorResult sample(FinderPatternInfo marks) throws NotFoundException, FormatException {
      return processFinderPatternInfo(marks);
    }
  }

  private final TimeLimit limit;

  private QrFinder(BitMatrix image, TimeLimit limit) {
    super(image);
    this.limit = limit;
  }

  /** Returns the texts of the codes that are found. */
  static Set<String> find(BitMatrix image, TimeLimit limit) throws IOException {
    return new QrFinder(image, limit).texts();
  }

  private Set<String> texts() throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    Set<FinderPattern> used = new HashSet<>();
    Sampler sampler = new Sampler(getImage());
    int tries = 0;
    for (Corners corners : candidates(marks())) {
      boolean free = true;
      for (FinderPattern mark : corners.marks()) {
        free &= !used.contains(mark);
      }
      if (free && tries++ < MAX_TRIES) {
        limit.check();
        String text = text(sampler, corners);
        if (text != null) {
          texts.add(text);
          used.addAll(corners.marks());
        }
      }
    }
    return texts;
  }

  private static @Nullable String text(Sampler sampler, Corners corners) {
    try {
      FinderPattern[] marks = corners.marks().toArray(FinderPattern[]::new);
      ResultPoint.orderBestPatterns(marks);
      BitMatrix modules = sampler.sample(new FinderPatternInfo(marks)).getBits();
      // It is changed while it is decoded.
      BitMatrix again = modules.clone();
      DecoderResult decoded = new Decoder().decode(modules, AS_UTF_8);
      return isUtf8(decoded)
          ? decoded.getText()
          : new Decoder().decode(again, AS_GB_18030).getText();
    } catch (NotFoundException | FormatException | ChecksumException e) {
      return null; // No code, or one that cannot be read in this light.
    } catch (RuntimeException e) {
      return null; // The library trips over some that are none.
    }
  }

  /**
   * Returns whether it was UTF-8: a text without a replacement character, or with one that is
   * written there.
   */
  private static boolean isUtf8(DecoderResult decoded) {
    if (decoded.getText().indexOf(0xfffd) < 0 || decoded.getByteSegments() == null) {
      return true;
    }
    try {
      for (byte[] segment : decoded.getByteSegments()) {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(segment));
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Returns the places that look like the mark of a corner: dark and light in the ratio 1:1:3:1:1.
   */
  private List<FinderPattern> marks() throws IOException {
    BitMatrix image = getImage();
    int width = image.getWidth();
    // In large images a mark covers many rows.
    int rows = Math.max(width, image.getHeight()) > 1600 ? 2 : 1;
    int[] runs = new int[5];
    for (int y = 0; y < image.getHeight(); y += rows) {
      limit.check();
      doClearCounts(runs);
      int run = 0;
      for (int x = 0; x < width && getPossibleCenters().size() < MAX_PLACES; x++) {
        if (image.get(x, y)) {
          run += run & 1;
          runs[run]++;
        } else if ((run & 1) == 1) {
          runs[run]++;
        } else if (run < 4) {
          runs[++run]++;
        } else if (foundPatternCross(runs) && handlePossibleCenter(runs, y, x)) {
          doClearCounts(runs);
          run = 0;
        } else {
          doShiftCounts2(runs);
          run = 3;
        }
      }
      if (run == 4 && foundPatternCross(runs)) {
        handlePossibleCenter(runs, y, width);
      }
    }
    return getPossibleCenters().stream()
        .sorted(Comparator.comparingInt(FinderPattern::getCount).reversed())
        .limit(MAX_MARKS)
        .toList();
  }

  private List<Corners> candidates(List<FinderPattern> marks) throws IOException {
    PriorityQueue<Corners> best =
        new PriorityQueue<>(Comparator.comparingDouble(Corners::error).reversed());
    for (int corner = 0; corner < marks.size(); corner++) {
      limit.check();
      for (int second = 0; second < marks.size(); second++) {
        for (int third = second + 1; third < marks.size(); third++) {
          if (second != corner && third != corner) {
            // There can be some 350,000 threes: nothing is allocated for one that is not a corner.
            FinderPattern at = marks.get(corner);
            FinderPattern b = marks.get(second);
            FinderPattern c = marks.get(third);
            double error = error(at, b, c);
            Corners worst = best.size() < MAX_CANDIDATES ? null : best.peek();
            if (error < (worst == null ? MAX_ERROR : worst.error())) {
              if (worst != null) {
                best.remove();
              }
              best.add(new Corners(at, b, c, error));
            }
          }
        }
      }
    }
    List<Corners> candidates = new ArrayList<>(best);
    candidates.sort(Comparator.comparingDouble(Corners::error));
    return candidates;
  }

  /** Returns how far three marks are from two equal sides at a right angle, 0 if not at all. */
  private static double error(FinderPattern corner, FinderPattern b, FinderPattern c) {
    float smallest = Math.min(corner.getEstimatedModuleSize(), b.getEstimatedModuleSize());
    smallest = Math.min(smallest, c.getEstimatedModuleSize());
    float largest = Math.max(corner.getEstimatedModuleSize(), b.getEstimatedModuleSize());
    largest = Math.max(largest, c.getEstimatedModuleSize());
    double bx = b.getX() - corner.getX();
    double by = b.getY() - corner.getY();
    double cx = c.getX() - corner.getX();
    double cy = c.getY() - corner.getY();
    double toB = Math.hypot(bx, by);
    double toC = Math.hypot(cx, cy);
    // A code has 21 to 177 modules, 14 to 170 between the middles of two marks.
    if (Math.min(toB, toC) < 10 * smallest
        || Math.max(toB, toC) > 240 * largest
        || largest > 2 * smallest) {
      return Double.MAX_VALUE;
    }
    double angle = Math.abs(bx * cx + by * cy) / (toB * toC);
    double sides = Math.max(toB, toC) / Math.min(toB, toC) - 1;
    return angle + sides + (largest / smallest - 1) / 2;
  }
}
