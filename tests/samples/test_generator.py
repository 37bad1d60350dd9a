import subprocess
import sys
from pathlib import Path

from duban.samples import sample_path

GENERATOR = Path(__file__).parents[2] / "scripts" / "make_samples.py"


def test_the_made_files_are_what_their_text_gives(tmp_path: Path) -> None:
    subprocess.run([sys.executable, GENERATOR, "--into", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {
        "plan-2017.docx": sample_path("plan-2017.docx").read_bytes(),
        "roster.xlsx": sample_path("roster.xlsx").read_bytes(),
        "tasks-2017.xlsx": sample_path("tasks-2017.xlsx").read_bytes(),
    }
