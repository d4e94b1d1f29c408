import numpy as np
import onnxruntime
import torch

from export.graphs.builder import FLOAT, Graph
from export.graphs.fourier import spectrum, waveform

HOP, SIZE = 5, 20


def run(graph: Graph, **feeds: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        graph.model().SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, feeds)[0]


def wave(samples: int = 300) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((1, 1, samples)).astype(np.float32)


def reference(samples: np.ndarray) -> torch.Tensor:
    window = torch.hann_window(SIZE, dtype=torch.float64)
    return torch.stft(
        torch.from_numpy(samples[0]).double(), SIZE, HOP, window=window, return_complex=True
    )


def own_spectrum(samples: np.ndarray) -> np.ndarray:
    g = Graph("spectrum")
    x = g.input("x", FLOAT, [1, 1, "n"])
    g.output(spectrum(g, x, hop=HOP, n_fft=SIZE), "y", FLOAT, [1, SIZE + 2, "frames"])
    return run(g, x=samples)


def test_spectrum_is_torch_stft() -> None:
    magnitude, phase = np.split(own_spectrum(wave()).astype(np.float64), 2, axis=1)
    assert np.allclose(magnitude * np.exp(1j * phase), reference(wave()).numpy(), atol=1e-5)


def test_real_bins_have_phase_zero_or_pi_never_minus_pi() -> None:
    phase = own_spectrum(wave(3000))[0, SIZE // 2 + 1 :]
    for bin in (0, SIZE // 2):
        assert set(np.unique(phase[bin])) == {np.float32(0), np.float32(np.pi)}


def test_silence_has_finite_phase() -> None:
    assert np.isfinite(own_spectrum(np.zeros((1, 1, 300), np.float32))).all()


def test_waveform_is_torch_istft_to_its_edges() -> None:
    g = Graph("waveform")
    shape = [1, SIZE // 2 + 1, "frames"]
    magnitude, phase = g.input("m", FLOAT, shape), g.input("p", FLOAT, shape)
    g.output(waveform(g, magnitude, phase, hop=HOP, n_fft=SIZE), "y", FLOAT, [1, 1, "n"])
    spectra = reference(wave())
    spectra = spectra * torch.exp(torch.randn_like(spectra.real))  # no longer a wave's own
    expected = torch.istft(spectra, SIZE, HOP, window=torch.hann_window(SIZE, dtype=torch.float64))
    made = run(g, m=spectra.abs().float().numpy(), p=spectra.angle().float().numpy())
    assert np.allclose(made[0, 0], expected[0].numpy(), atol=1e-5)
