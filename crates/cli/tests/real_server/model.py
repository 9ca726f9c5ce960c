"""Writes the smallest language model that a real server loads: one layer of random numbers.

    python model.py FILE.gguf

The seed is fixed, so the same file comes out each time. What it says means nothing; that it is said in words, and goes
on until it is told to end, is what the tests need.
"""

import sys

import gguf
import numpy as np

WIDTH = 32
HEADS = 2
FORWARD = 64
CONTEXT = 32_768

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPECIAL = ["<unk>", "<s>", "</s>"]
# Every text can be read, byte by byte where no word fits.
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
WORDS = [f"▁{first}{second}" for first in LETTERS for second in "aeiou"]

CHAT_TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant:"


def main(path: str) -> None:
    tokens = SPECIAL + BYTES + WORDS
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_block_count(1)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))

    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    kinds = gguf.TokenType
    writer.add_token_types(
        [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL] + [kinds.BYTE] * len(BYTES) + [kinds.NORMAL] * len(WORDS)
    )
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(CHAT_TEMPLATE)

    random = np.random.default_rng(1)

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0, 1 / np.sqrt(shape[-1]), shape).astype(np.float32)

    def ones() -> np.ndarray:
        return np.ones(WIDTH, dtype=np.float32)

    # Only words are ever the likeliest: no end of its own, and no half of a character.
    output = weights(len(tokens), WIDTH)
    output[: len(SPECIAL) + len(BYTES)] = 0

    for name, tensor in {
        "token_embd.weight": weights(len(tokens), WIDTH),
        "blk.0.attn_norm.weight": ones(),
        "blk.0.attn_q.weight": weights(WIDTH, WIDTH),
        "blk.0.attn_k.weight": weights(WIDTH, WIDTH),
        "blk.0.attn_v.weight": weights(WIDTH, WIDTH),
        "blk.0.attn_output.weight": weights(WIDTH, WIDTH),
        "blk.0.ffn_norm.weight": ones(),
        "blk.0.ffn_gate.weight": weights(FORWARD, WIDTH),
        "blk.0.ffn_up.weight": weights(FORWARD, WIDTH),
        "blk.0.ffn_down.weight": weights(WIDTH, FORWARD),
        "output_norm.weight": ones(),
        "output.weight": output,
    }.items():
        writer.add_tensor(name, tensor)

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(sys.argv[1])
