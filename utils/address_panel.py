"""On the page « Importer une liste »: addresses placed to the door by the IGN, on request and after a warning."""

from __future__ import annotations

import streamlit as st

from geo.geocode.cache import MemoryCache
from geo.geocode.settings import Settings
from utils import own_list, settings, templates
from utils.address_job import AddressJob
from utils.own_list import OwnList

__all__ = ["show"]

#: Beside the list, so that they go with it.
_JOB, _CACHE = "adresses", "adresses_cache"

_OUTCOME = "atlas_adresses_bilan"

#: How often the page looks at what is done, in seconds.
_LOOK = 1.0


def show(own: OwnList) -> None:
    """Draw what concerns the addresses of the list; nothing where it has none."""
    queries = own.located.queries
    if not queries:
        return
    service = settings.geocoding()
    templates.show(
        "importer_adresses.html",
        count=len(queries),
        host=service.host,
        enabled=service.enabled,
        outcome=st.session_state.get(_OUTCOME),
    )
    if own.box.aside.get(_JOB) is not None and own.box.aside[_JOB].key == own.key:
        _follow()
    elif service.enabled:
        _offer(own, service)


def _offer(own: OwnList, service: Settings) -> None:
    agreed = st.checkbox(
        f"J'accepte que ces adresses soient envoyées à {service.host}", key=f"adresses_accord_{own.key}"
    )

    def start() -> None:
        cache = own.box.aside.setdefault(_CACHE, MemoryCache())
        job = own.box.aside[_JOB] = AddressJob(own.box, own.located.queries, service, cache)
        st.session_state.pop(_OUTCOME, None)
        job.start()

    st.button("Placer les adresses", on_click=start, disabled=not agreed, key="adresses_placer")


@st.fragment(run_every=_LOOK)
def _follow() -> None:
    own = own_list.current()
    job: AddressJob | None = own.box.aside.get(_JOB) if own else None
    if own is None or job is None:
        return
    done, total = len(job.results), len(job.queries)
    st.progress(done / total, f"{done} adresses sur {total}")
    st.button("Arrêter", on_click=job.cancel, key="adresses_arreter")
    if not job.running:
        del own.box.aside[_JOB]
        _take_in(job)
        st.rerun()


def _take_in(job: AddressJob) -> None:
    placed = sum(result.placed for result in job.results)
    st.session_state[_OUTCOME] = {
        "placed": placed,
        "asked": len(job.results),
        "total": len(job.queries),
        "stopped": job.stopped,
    }
    own_list.add_addresses(job.key, job.results)
